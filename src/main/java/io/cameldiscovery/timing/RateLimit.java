package io.cameldiscovery.timing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * A token bucket for each source: so many at once, then so many a second. Remembers a bounded number of sources, the
 * recent ones. Thread-safe.
 */
public final class RateLimit<S> {

    private static final int MAX_SOURCES = 20_000;

    private final double perSecond;
    private final double burst;
    private final MonotonicClock clock;
    private final Cache<S, Bucket> buckets;

    /**
     * @param perSecond how many a source may send for long, 0 for no limit
     * @param burst how many it may send at once
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

    /** Whether that source may be served now; if so, this counts as one. */
    public boolean allows(S source) {
        if (perSecond == 0) {
            return true;
        }
        return buckets.get(source, unseen -> new Bucket(burst, clock.nanos())).take(clock.nanos());
    }

    /** Counts so many more of a source that was served already: it is not served again before it has made up for them. */
    public void charge(S source, int count) {
        if (perSecond != 0) {
            buckets.get(source, unseen -> new Bucket(burst, clock.nanos())).owe(count);
        }
    }

    /** Whether that source has used up what it may send now; counts nothing. */
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
