package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last sequence of instances that are gone, so that a replayed record does not bring them back. Bounded in number
 * and age. Not thread-safe.
 */
final class Tombstones {

    private final int capacity;
    private final long maxAge;
    /** Oldest first. */
    private final Map<ServiceRecord.Key, Floor> floors = new LinkedHashMap<>();

    Tombstones(int capacity, Duration maxAge) {
        this.capacity = capacity;
        this.maxAge = maxAge.toNanos();
    }

    /** Whether a record may stand for an instance of which none is known. */
    boolean admit(Learned claim, long now) {
        Floor floor = floor(claim.record().key(), now);
        return floor == null || floor.isBelow(claim);
    }

    /** Remembers an instance whose time was over. */
    void expired(CatalogueEntry entry, long now) {
        put(entry.record(), entry.keyId(), false, now);
    }

    /** Remembers an instance that took its leave, unless a newer floor is known. */
    Merge withdrawn(Learned goodbye, long now) {
        Floor known = floor(goodbye.record().key(), now);
        if (known != null && known.repeatedBy(goodbye)) {
            return Merge.UNCHANGED;
        }
        if (known != null && known.isAbove(goodbye)) {
            return Merge.OLDER;
        }
        put(goodbye.record(), goodbye.keyId(), true, now);
        return Merge.NEW;
    }

    void remove(ServiceRecord.Key key) {
        floors.remove(key);
    }

    /** Forgets what is older than the maximum age. */
    void prune(long now) {
        Iterator<Floor> oldest = floors.values().iterator();
        while (oldest.hasNext() && isOver(oldest.next(), now)) {
            oldest.remove();
        }
    }

    int size() {
        return floors.size();
    }

    private @Nullable Floor floor(ServiceRecord.Key key, long now) {
        Floor floor = floors.get(key);
        return floor == null || isOver(floor, now) ? null : floor;
    }

    private void put(ServiceRecord last, String keyId, boolean withdrawn, long now) {
        floors.remove(last.key());
        floors.put(last.key(), new Floor(last.sequence(), last.issued(), keyId, withdrawn, now));
        if (floors.size() > capacity) {
            floors.remove(floors.keySet().iterator().next());
        }
    }

    private boolean isOver(Floor floor, long now) {
        return now - floor.since() >= maxAge;
    }

    private record Floor(Sequence sequence, Instant issued, String keyId, boolean withdrawn, long since) {

        boolean isBelow(Learned claim) {
            int order = order(claim);
            return order > 0
                    || (order == 0 && !withdrawn && claim.record().issued().isAfter(issued));
        }

        boolean isAbove(Learned goodbye) {
            return order(goodbye) < 0;
        }

        boolean repeatedBy(Learned goodbye) {
            return withdrawn && order(goodbye) == 0;
        }

        /** Above zero if the claim is newer; one signed by another key needs a later start of the instance. */
        private int order(Learned claim) {
            Sequence claimed = claim.record().sequence();
            if (keyId.equals(claim.keyId())) {
                return claimed.compareTo(sequence);
            }
            return claimed.epoch() > sequence.epoch() ? 1 : -1;
        }
    }
}
