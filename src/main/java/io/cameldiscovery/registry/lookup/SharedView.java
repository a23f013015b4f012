package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.registry.ChangeIndex;
import io.cameldiscovery.registry.WatchKey;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shared result that is slow to build: it is built once after a change, by the first caller, and
 * the others wait for that. Thread-safe.
 *
 * @param <T> immutable
 */
public final class SharedView<T> {

    private final ChangeIndex changes;
    private final WatchKey key;
    private final LongSupplier nanos;
    private final Duration fresh;
    private final int rest;
    private final Supplier<T> build;
    private volatile @Nullable Built<T> last;

    /** @param restUntil until when it is good even if something has changed */
    private record Built<T>(T value, long index, long staleAt, long restUntil) {}

    /**
     * @param key on whose change it is built again
     * @param nanos monotonic time in nanoseconds
     * @param fresh after what time it is built again in any case, since not all of it follows the key
     * @param rest how many times as long as it took to build it is good though something has changed; 0 where it must
     *     not be behind
     */
    public SharedView(
            ChangeIndex changes, WatchKey key, LongSupplier nanos, Duration fresh, int rest, Supplier<T> build) {
        this.changes = changes;
        this.key = key;
        this.nanos = nanos;
        this.fresh = fresh;
        this.rest = rest;
        this.build = build;
    }

    /** The current result, or null if it would have to be built. */
    public @Nullable T known() {
        return known(changes.index(key));
    }

    /** The current result. May block: not for event loops. */
    public T get() {
        // Whoever waits while others build is content with what was begun after he came, whatever changes meanwhile.
        long wanted = changes.index(key);
        T known = known(wanted);
        return known == null ? build(wanted) : known;
    }

    private @Nullable T known(long wanted) {
        Built<T> known = last;
        if (known == null) {
            return null;
        }
        long now = nanos.getAsLong();
        boolean good = (known.index() >= wanted && known.staleAt() - now > 0) || known.restUntil() - now > 0;
        return good ? known.value() : null;
    }

    private synchronized T build(long wanted) {
        T known = known(wanted);
        if (known != null) {
            return known;
        }
        // First the index: a change that comes in between is then seen again, and not missed.
        long index = changes.index(key);
        long begun = nanos.getAsLong();
        T value = build.get();
        long now = nanos.getAsLong();
        last = new Built<>(value, index, begun + fresh.toNanos(), now + rest * (now - begun));
        return value;
    }
}
