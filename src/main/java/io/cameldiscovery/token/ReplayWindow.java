package io.cameldiscovery.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Remembers what was seen for a while, so that nothing is acted upon twice. Bounded: with more new ids within the
 * retention than it has room for, some are forgotten early. Thread-safe.
 */
public final class ReplayWindow {

    private final Cache<String, Boolean> seen;

    /**
     * @param retention how long an id is remembered after its first time
     * @param maximumEntries how many ids are remembered at most
     * @param nanos monotonic time in nanoseconds
     */
    public ReplayWindow(Duration retention, long maximumEntries, LongSupplier nanos) {
        this.seen = Caffeine.newBuilder()
                .expireAfterWrite(retention)
                .maximumSize(maximumEntries)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** Whether this id was not seen within the retention; from now on it was. Of several callers one hears true. */
    public boolean firstTime(String id) {
        return seen.asMap().putIfAbsent(id, Boolean.TRUE) == null;
    }
}
