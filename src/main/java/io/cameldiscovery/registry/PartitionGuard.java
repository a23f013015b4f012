package io.cameldiscovery.registry;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.InWords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the leases that lapsed within the last interval, and brings back those of a service of which too many did:
 * it is likelier that they cannot reach the registry than that all of them died. One that lapses alone is gone at once.
 * Not thread-safe.
 */
final class PartitionGuard {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionGuard.class);

    private final PartitionGuardSettings settings;
    private final Map<ServiceName, LinkedHashMap<InstanceId, Lease>> lapsed = new HashMap<>();
    private final Set<ServiceName> guarded = new HashSet<>();
    private final AtomicLong suspected = new AtomicLong();

    PartitionGuard(PartitionGuardSettings settings) {
        this.settings = settings;
    }

    /** This lease is over, for the first time. */
    void lapsed(Lease lease) {
        lapsed.computeIfAbsent(lease.service(), none -> new LinkedHashMap<>()).put(lease.instance(), lease);
    }

    /** This instance was heard of again, or said goodbye. */
    void forget(ServiceRecord.Key key) {
        lapsed.computeIfPresent(key.service(), (service, leases) -> {
            leases.remove(key.instance());
            return leases.isEmpty() ? null : leases;
        });
    }

    /**
     * The leases that are to be kept as suspect, each until its time is over; most of the time none.
     *
     * @param shown the other leases of the service
     * @param room how many may be kept; those that lapsed last come first
     */
    List<Lease> keep(ServiceName service, Collection<Lease> shown, long now, int room) {
        LinkedHashMap<InstanceId, Lease> ended = lapsed.get(service);
        if (ended == null) {
            return List.of();
        }
        List<Lease> recent = ended.values().stream()
                .filter(lease -> isRecent(lease.deadline(), now))
                .toList();
        long before = shown.stream()
                .filter(lease -> lease.suspect()
                        && isRecent(lease.deadline() - settings.time().toNanos(), now))
                .count();
        int instances = recent.size() + shown.size();
        if (!settings.isTooMany((int) (recent.size() + before), instances)) {
            return List.of();
        }
        List<Lease> kept = recent.stream()
                .map(this::suspect)
                .filter(lease -> !lease.isOver(now))
                .sorted((one, other) -> Long.compare(other.deadline() - now, one.deadline() - now))
                .limit(Math.max(0, room))
                .toList();
        kept.forEach(lease -> ended.remove(lease.instance()));
        if (!kept.isEmpty()) {
            report(service, kept.size(), instances);
        }
        return kept;
    }

    /** Kept until its time is over. */
    Lease suspect(Lease lease) {
        return lease.suspectUntil(lease.deadline() + settings.time().toNanos());
    }

    /** Whether a lease of which the store still knew then must have been suspect, since otherwise it had been released. */
    boolean mustHaveKept(Lease lease, long then) {
        return settings.isOn() && !lease.suspect() && !isRecent(lease.deadline(), then);
    }

    private boolean isRecent(long end, long now) {
        return end + settings.interval().toNanos() - now > 0;
    }

    private void report(ServiceName service, int kept, int instances) {
        suspected.addAndGet(kept);
        if (guarded.add(service)) {
            LOG.warn(
                    "The leases of so many instances of '{}' lapsed within {} ({} of {} now) that they are kept as"
                            + " suspect for up to {}: is the network cut?",
                    service,
                    InWords.of(settings.interval()),
                    kept,
                    instances,
                    InWords.of(settings.time()));
        }
    }

    /** Says of the services that have no suspect instance any more that this is over. */
    void endWhere(Predicate<ServiceName> hasNoSuspect) {
        guarded.removeIf(service -> {
            boolean over = hasNoSuspect.test(service);
            if (over) {
                LOG.info("No instance of '{}' is suspect any more", service);
            }
            return over;
        });
    }

    /** Those that lapsed too long ago to come back: nothing is remembered of them any more. */
    List<ServiceRecord.Key> release(long now) {
        ArrayList<ServiceRecord.Key> released = new ArrayList<>();
        lapsed.values().removeIf(leases -> {
            leases.values().removeIf(lease -> {
                boolean old = !isRecent(lease.deadline(), now);
                if (old) {
                    released.add(lease.key());
                }
                return old;
            });
            return leases.isEmpty();
        });
        return released;
    }

    /** How many leases were made suspect since the start. */
    long suspected() {
        return suspected.get();
    }
}
