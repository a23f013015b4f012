package io.cameldiscovery.token;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Remembers what was seen for a while, so that nothing is acted upon twice. Bounded: with more new ids within the
 * retention than it has room for, some are forgotten early. Thread-safe.
 *
 * <p>Two generations of ids, the older of which is dropped as a whole: this is on the road of every packet, and costs a
 * tenth of a cache that ages its entries one by one.
 */
public final class RecentlySeen {

    private final long retentionNanos;
    private final long generationSize;
    private final LongSupplier nanos;
    private volatile Generations generations;

    /**
     * @param retention how long an id is remembered at least after its first time; at most twice as long
     * @param maximumEntries how many ids are remembered at most
     * @param nanos monotonic time in nanoseconds
     */
    public RecentlySeen(Duration retention, long maximumEntries, LongSupplier nanos) {
        this.retentionNanos = retention.toNanos();
        this.generationSize = Math.max(1, maximumEntries / 2);
        this.nanos = nanos;
        this.generations =
                new Generations(ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet(), nanos.getAsLong());
    }

    /**
     * Whether this id was not seen within the retention; from now on it was. Of several callers one hears true, but for
     * the instant in which a generation ends.
     */
    public boolean firstTime(String id) {
        Generations now = current();
        return !now.older.contains(id) && now.newer.add(id);
    }

    private Generations current() {
        Generations now = generations;
        return now.isOver() ? turn() : now;
    }

    private synchronized Generations turn() {
        Generations before = generations;
        if (before.isOver()) {
            long time = nanos.getAsLong();
            boolean olderIsNewEnough = time - before.since < 2 * retentionNanos;
            Set<String> older = olderIsNewEnough ? before.newer : ConcurrentHashMap.newKeySet();
            // As large as the one before: growing costs as much as all else.
            generations = new Generations(older, ConcurrentHashMap.newKeySet(before.newer.size()), time);
        }
        return generations;
    }

    private final class Generations {
        private final Set<String> older;
        private final Set<String> newer;
        private final long since;

        Generations(Set<String> older, Set<String> newer, long since) {
            this.older = older;
            this.newer = newer;
            this.since = since;
        }

        boolean isOver() {
            return nanos.getAsLong() - since >= retentionNanos || newer.size() >= generationSize;
        }
    }
}
