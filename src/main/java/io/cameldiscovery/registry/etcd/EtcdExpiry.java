package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Lets etcd remove what no registry sweeps up any more. An etcd lease for each record would have to be granted and
 * dropped with every renewal; here all records that end in the same minute share one. It is granted once, never kept
 * alive, and a renewal moves its record to a later one in the write that it needs anyway. Thread-safe.
 */
final class EtcdExpiry {

    private static final long STEP = Duration.ofMinutes(1).toNanos();

    /** Asks etcd for a lease of so many seconds, and waits for it. */
    @FunctionalInterface
    interface Grants {
        long grant(long seconds);
    }

    private final Grants grants;
    private final Duration grace;
    private final MonotonicClock clock;
    private final Clock wall;
    private final long start;
    private final ConcurrentSkipListMap<Long, Long> leases = new ConcurrentSkipListMap<>();

    EtcdExpiry(Grants grants, Duration grace, MonotonicClock clock, Clock wall) {
        this.grants = grants;
        this.grace = grace;
        this.clock = clock;
        this.wall = wall;
        this.start = clock.nanos();
    }

    /**
     * The etcd lease that ends with, or a little after, this record and the grace.
     *
     * @throws CompletionException if etcd does not grant one
     */
    synchronized long of(StoredLease record) {
        long now = clock.nanos() - start;
        Duration left = Duration.between(wall.instant(), record.ends());
        Duration within = left.compareTo(record.term()) < 0 ? left : record.term();
        long end =
                now + (within.isNegative() ? Duration.ZERO : within).plus(grace).toNanos();
        long minute = Math.floorDiv(end, STEP) + 1;
        leases.headMap(Math.floorDiv(now, STEP)).clear();
        Long known = leases.get(minute);
        if (known == null) {
            known = grants.grant(Math.floorDiv(minute * STEP - now, 1_000_000_000L) + 1);
            leases.put(minute, known);
        }
        return known;
    }

    /** Forgets the leases granted so far, after one was revoked or etcd was recreated. */
    synchronized void forget() {
        leases.clear();
    }
}
