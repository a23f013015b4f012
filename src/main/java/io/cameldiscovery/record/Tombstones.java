package io.cameldiscovery.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of instances that ended, so that a replayed record does not bring them back. Bounded in number and
 * time: what was added first is forgotten first. Not thread-safe.
 */
public final class Tombstones {

    /** @param forgetAt in nanoseconds of a monotonic clock */
    private record Tombstone(LastStatement last, long forgetAt) {}

    private final LinkedHashMap<ServiceRecord.Key, Tombstone> oldestFirst = new LinkedHashMap<>();
    private final int capacity;

    /** @param capacity how many are kept when {@link #forget} is called */
    public Tombstones(int capacity) {
        this.capacity = capacity;
    }

    /** The last that was known of an instance that ended, or null if nothing is remembered. */
    public @Nullable LastStatement find(ServiceRecord.Key key) {
        Tombstone tombstone = oldestFirst.get(key);
        return tombstone == null ? null : tombstone.last();
    }

    /** Remembers an instance that ended, in place of what was remembered of it. */
    public void add(ServiceRecord.Key key, LastStatement last, long forgetAt) {
        oldestFirst.remove(key);
        oldestFirst.put(key, new Tombstone(last, forgetAt));
    }

    /** The instance is back. */
    public void remove(ServiceRecord.Key key) {
        oldestFirst.remove(key);
    }

    /** Forgets those whose time is over or that are too many, and names them. */
    public List<ServiceRecord.Key> forget(long now) {
        ArrayList<ServiceRecord.Key> forgotten = new ArrayList<>();
        var tombstones = oldestFirst.entrySet().iterator();
        while (tombstones.hasNext()) {
            var oldest = tombstones.next();
            if (oldestFirst.size() <= capacity && oldest.getValue().forgetAt() - now > 0) {
                break;
            }
            forgotten.add(oldest.getKey());
            tombstones.remove();
        }
        return forgotten;
    }

    public int size() {
        return oldestFirst.size();
    }
}
