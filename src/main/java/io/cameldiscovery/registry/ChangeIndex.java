package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceName;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When a registry last showed something else of a {@link WatchKey}, and who wants to know of the next time.
 *
 * <p>An index is the wall clock in microseconds since 1970, or one more than the last if the clock does not say more: it
 * rises over a restart, too, and no two registries over one store give the same to different changes. It rises when an
 * instance comes, goes, changes its record (a higher sequence, which every change of content comes with) or its state. A
 * renewal only raises the revision. Read the index before what is shown: then a change in between is seen twice, and
 * never missed. Thread-safe.
 */
public final class ChangeIndex {

    private static final int REMEMBERED = 10_000;

    private final Clock wall;
    private final ConcurrentHashMap<ServiceName, Mark> marks = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<WatchKey, Set<Runnable>> listeners = new ConcurrentHashMap<>();
    /** When services had no instance any more; the oldest are forgotten and count as gone at the floor. */
    private final Map<ServiceName, Long> gone = new LinkedHashMap<>();

    private volatile long floor;
    private volatile long services;
    private volatile long records;
    private long last;
    private long revisions;

    private record Mark(long index, long revision) {}

    public ChangeIndex(Clock wall) {
        this.wall = wall;
        long start = next();
        this.floor = start;
        this.services = start;
        this.records = start;
    }

    /** When that changed last: a number that only tells "the same" from "another"; never below 1. */
    public long index(WatchKey topic) {
        if (topic instanceof WatchKey.Service service) {
            Mark mark = marks.get(service.name());
            return mark == null ? goneAt(service.name()) : mark.index();
        }
        return ((WatchKey.Listing) topic).records() ? records : services;
    }

    /** What rises with each renewal as well; 0 while there is no instance. */
    public long revision(ServiceName service) {
        Mark mark = marks.get(service);
        return mark == null ? 0 : mark.revision();
    }

    private synchronized long goneAt(ServiceName service) {
        Mark back = marks.get(service);
        Long at = gone.get(service);
        return back != null ? back.index() : at == null ? floor : at;
    }

    /**
     * Hears of each change from now on. It runs on the thread that makes the change and holds it up, so it only hands on;
     * it must not throw.
     *
     * @return call it to hear no more
     */
    public Runnable listen(WatchKey topic, Runnable listener) {
        // An object of its own: the same listener may listen twice.
        Runnable entry = () -> listener.run();
        listeners.compute(topic, (same, all) -> {
            Set<Runnable> more = all == null ? ConcurrentHashMap.newKeySet() : all;
            more.add(entry);
            return more;
        });
        return () -> listeners.computeIfPresent(topic, (same, all) -> {
            all.remove(entry);
            return all.isEmpty() ? null : all;
        });
    }

    /** An instance came. */
    public synchronized void came(ServiceName service) {
        gone.remove(service);
        long now = next();
        raise(service, now);
        services = now;
        records = now;
        tell(service, true, true);
    }

    /** An instance has a new record, with another content. */
    synchronized void changed(ServiceName service) {
        long now = next();
        raise(service, now);
        records = now;
        tell(service, false, true);
    }

    /** What was signed is believed no more, or again. */
    synchronized void trustChanged(ServiceName service) {
        if (marks.containsKey(service)) {
            changed(service);
        }
    }

    /** An instance is shown in another state. */
    public synchronized void stateChanged(ServiceName service) {
        if (marks.containsKey(service)) {
            raise(service, next());
            tell(service, false, false);
        }
    }

    /** All instances may be shown in another state. */
    public synchronized void statesChanged() {
        marks.keySet().forEach(this::stateChanged);
    }

    /** An instance has a new record, with the content of the last. */
    synchronized void renewed(ServiceName service) {
        marks.computeIfPresent(service, (same, mark) -> new Mark(mark.index(), ++revisions));
    }

    /** @param empty whether it was the last of its service */
    synchronized void went(ServiceName service, boolean empty) {
        long now = next();
        if (empty) {
            marks.remove(service);
            gone.put(service, now);
            forget();
        } else {
            raise(service, now);
        }
        services = now;
        records = now;
        tell(service, true, true);
    }

    private void raise(ServiceName service, long now) {
        marks.put(service, new Mark(now, ++revisions));
    }

    private void forget() {
        var oldest = gone.entrySet().iterator();
        if (gone.size() > REMEMBERED) {
            floor = Math.max(floor, oldest.next().getValue());
            oldest.remove();
        }
    }

    private long next() {
        last = Math.max(last + 1, ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant()));
        return last;
    }

    private void tell(ServiceName service, boolean ofServices, boolean ofRecords) {
        if (listeners.isEmpty()) {
            return;
        }
        tell(listeners.get(WatchKey.of(service)));
        if (ofServices) {
            tell(listeners.get(WatchKey.SERVICES));
        }
        if (ofRecords) {
            tell(listeners.get(WatchKey.RECORDS));
        }
    }

    private static void tell(@Nullable Set<Runnable> all) {
        if (all != null) {
            all.forEach(Runnable::run);
        }
    }
}
