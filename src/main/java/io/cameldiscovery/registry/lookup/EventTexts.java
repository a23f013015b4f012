package io.cameldiscovery.registry.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes events, once for all streams that report the same change. Thread-safe. */
final class EventTexts {

    private static final long MAX_CHARACTERS = 16L << 20;
    private static final int OVERHEAD = 200;
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Cache<Step, String> texts = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .weigher((Step step, String text) -> OVERHEAD + text.length())
            .expireAfterWrite(FRESH)
            .executor(Runnable::run)
            .build();

    /** From one sight to another, by the very objects: to compare what is in them is the work that is to be spared. */
    private record Step(@Nullable Object before, Object after) {
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Step step && before == step.before && after == step.after;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(before) + System.identityHashCode(after);
        }
    }

    /** All that is seen. */
    <S> String all(WatchSource<S> watched, S now) {
        return watched.isShared()
                ? texts.get(new Step(null, now), first -> written(List.of(watched.all(now)), watched.index(now)))
                : written(List.of(watched.all(now)), watched.index(now));
    }

    /** What is different; empty if nothing is. */
    <S> String between(WatchSource<S> watched, S before, S now) {
        return watched.isShared()
                ? texts.get(new Step(before, now), first -> written(watched.between(before, now), watched.index(now)))
                : written(watched.between(before, now), watched.index(now));
    }

    /** The last of the events has the id: a client that got only some of them does not know that index. */
    private static String written(List<WatchSource.Event> events, long index) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < events.size(); i++) {
            WatchSource.Event event = events.get(i);
            text.append("event: ").append(event.name()).append('\n');
            if (i == events.size() - 1) {
                text.append("id: ").append(index).append('\n');
            }
            text.append("data: ").append(event.data()).append("\n\n");
        }
        return text.toString();
    }
}
