package io.cameldiscovery.timing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/** A token bucket per source. Remembers a bounded number of recent sources. Thread-safe. */
public final class RateLimit<S> {

    private static final int MAX_SOURCES = 20_000;

    private final double perSecond;
    private final double burst;
    private final MonotonicClock clock;
    private final Cache<S, Bucket> buckets;

    /**
     * @param perSecond sustained rate per source, 0 for no limit
     * @param burst how many a source may send at once
     */
    public RateLimit(double perSecond, double burst, MonotonicClock clock) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_SOURCES)
                .expireAfterAccess(Duration.ofMinutes(5))
                .build();
    }

    /** Takes one token of this source; false if it has none left. */
    public boolean allows(S source) {
        if (perSecond == 0) {
            return true;
        }
        return buckets.get(source, unseen -> new Bucket(burst, clock.nanos())).take(clock.nanos());
    }

    /**
     * Takes {@code count} more tokens of a source after it was served; the bucket may go below zero, and the source
     * waits longer.
     */
    public void charge(S source, int count) {
        if (perSecond != 0) {
            buckets.get(source, unseen -> new Bucket(burst, clock.nanos())).owe(count);
        }
    }

    /** Whether this source has no token left now; takes none. */
    public boolean exhausted(S source) {
        Bucket bucket = buckets.getIfPresent(source);
        return perSecond != 0 && bucket != null && bucket.isEmpty(clock.nanos());
    }

    private final class Bucket {
        private double left;
        private long filledAt;

        Bucket(double left, long filledAt) {
            this.left = left;
            this.filledAt = filledAt;
        }

        synchronized boolean take(long now) {
            if (isEmpty(now)) {
                return false;
            }
            left--;
            return true;
        }

        synchronized void owe(int count) {
            left -= count;
        }

        synchronized boolean isEmpty(long now) {
            left = Math.min(burst, left + (now - filledAt) / 1e9 * perSecond);
            filledAt = now;
            return left < 1;
        }
    }
}
