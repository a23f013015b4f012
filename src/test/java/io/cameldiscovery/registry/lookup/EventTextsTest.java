package io.cameldiscovery.registry.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.registry.WatchKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventTextsTest {

    private final AtomicInteger compared = new AtomicInteger();
    private final EventTexts texts = new EventTexts();

    @Test
    void whatManyWatchIsComparedAndWrittenOnce() {
        WatchSource<List<String>> watched = watched(true);
        List<String> before = List.of("a");
        List<String> now = List.of("a", "b");

        assertThat(texts.all(watched, now)).isEqualTo("event: all\nid: 2\ndata: [a, b]\n\n");
        assertThat(texts.all(watched, now)).isSameAs(texts.all(watched, now));
        assertThat(texts.between(watched, before, now)).isEqualTo("event: more\nid: 2\ndata: 1\n\n");
        assertThat(texts.between(watched, before, now)).isSameAs(texts.between(watched, before, now));
        assertThat(texts.between(watched, now, now)).isEmpty();
        assertThat(compared).hasValue(3);

        texts.between(watched, List.of("a"), now);
        assertThat(compared).as("an equal list may be another sight").hasValue(4);
    }

    @Test
    void whatOneClientFiltersIsKeptForNobody() {
        WatchSource<List<String>> watched = watched(false);
        List<String> now = List.of("a");

        texts.all(watched, now);
        texts.all(watched, now);

        assertThat(compared).hasValue(2);
    }

    private WatchSource<List<String>> watched(boolean shared) {
        return new WatchSource<>() {
            @Override
            public WatchKey key() {
                return WatchKey.SERVICES;
            }

            @Override
            public List<String> look() {
                return List.of();
            }

            @Override
            public boolean isShared() {
                return shared;
            }

            @Override
            public long index(List<String> seen) {
                return seen.size();
            }

            @Override
            public Event all(List<String> seen) {
                compared.incrementAndGet();
                return new Event("all", seen.toString());
            }

            @Override
            public List<Event> between(List<String> before, List<String> after) {
                compared.incrementAndGet();
                int more = after.size() - before.size();
                return more == 0 ? List.of() : List.of(new Event("more", String.valueOf(more)));
            }
        };
    }
}
