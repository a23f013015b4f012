package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instances that left, and the last version heard of each, so that a replayed registration does not bring them back.
 * Bounded: the one that left first is forgotten first. Not thread-safe.
 */
final class Departed {

    private record Departure(Version last, long forgetAt) {}

    private final LinkedHashMap<ServiceRecord.Key, Departure> departures = new LinkedHashMap<>();
    private final int capacity;

    Departed(int capacity) {
        this.capacity = capacity;
    }

    @Nullable
    Version last(ServiceRecord.Key key) {
        Departure departure = departures.get(key);
        return departure == null ? null : departure.last();
    }

    void add(ServiceRecord.Key key, Version last, long forgetAt) {
        departures.remove(key);
        departures.put(key, new Departure(last, forgetAt));
    }

    void remove(ServiceRecord.Key key) {
        departures.remove(key);
    }

    /** Forgets those whose time is over or that are too many, and names them. */
    List<ServiceRecord.Key> forget(long now) {
        ArrayList<ServiceRecord.Key> forgotten = new ArrayList<>();
        var oldestFirst = departures.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            var oldest = oldestFirst.next();
            if (departures.size() <= capacity && oldest.getValue().forgetAt() - now > 0) {
                break;
            }
            forgotten.add(oldest.getKey());
            oldestFirst.remove();
        }
        return forgotten;
    }
}
