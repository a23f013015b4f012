package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.Drain;
import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances that operators take out of use, in memory, as the store keeps them. Reading waits for nobody. A drain is
 * forgotten when it is taken back, or when its instance has held no lease for {@value #MEMORY_DAYS} days, whether or not
 * a registry ran, of which the last was spent before the eyes of this one. Thread-safe.
 */
public final class Drains {

    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);
    private static final int MEMORY_DAYS = 30;
    private static final Duration MEMORY = Duration.ofDays(MEMORY_DAYS);

    /** How exactly it is noted when an instance was there, and how long it has to come back to a registry. */
    private static final Duration DAY = Duration.ofDays(1);

    private final DrainStore store;
    private final int most;
    private final Predicate<ServiceRecord.Key> holdsLease;
    private final MonotonicClock monotonic;
    private final Clock wall;
    private final Map<ServiceRecord.Key, Drain> drains = new ConcurrentHashMap<>();
    private final List<Consumer<ServiceRecord.Key>> changes = new CopyOnWriteArrayList<>();
    /** Since when an instance that is drained has been seen without a lease; only the sweep knows it. */
    private final Map<ServiceRecord.Key, Long> absentSince = new HashMap<>();

    /**
     * @param most how many may be drained at once, 1 or more
     * @param holdsLease whether that instance is registered now
     */
    Drains(DrainStore store, int most, Predicate<ServiceRecord.Key> holdsLease, MonotonicClock monotonic, Clock wall) {
        this.store = store;
        this.most = most;
        this.holdsLease = holdsLease;
        this.monotonic = monotonic;
        this.wall = wall;
    }

    /** What became of the wish to drain an instance. */
    sealed interface Wish {

        /** It is drained; say so once {@code durable} has completed. */
        record Drained(Drain drain, CompletableFuture<Void> durable) implements Wish {}

        /** There is no such instance. */
        record Unknown() implements Wish {}

        /** As many are drained as may be. */
        record Full(int limit) implements Wish {}
    }

    void restore() {
        store.watch(new Follower());
        store.load().forEach(drain -> drains.put(drain.key(), drain));
    }

    /** Whether that instance should get no new work. */
    public boolean contains(ServiceRecord.Key key) {
        return drains.containsKey(key);
    }

    /** How many instances are drained, registered or not. */
    public int size() {
        return drains.size();
    }

    /** Some of those that are drained, by {@code service/instance}: the first so many behind a text. */
    List<Drain> list(String after, int limit) {
        TreeMap<String, Drain> sorted = new TreeMap<>();
        drains.values().forEach(drain -> sorted.put(drain.key().toString(), drain));
        return sorted.tailMap(after, false).values().stream().limit(limit).toList();
    }

    /** Calls back whenever an instance is drained or undrained, on the thread that found out. */
    public void onChange(Consumer<ServiceRecord.Key> listener) {
        changes.add(listener);
    }

    /** Takes an instance out of use that is registered; one that is drained already stays so. */
    Wish drain(ServiceRecord.Key key) {
        Drain known = drains.get(key);
        if (known != null) {
            // Written again, since an earlier request may not know whether it was.
            return new Wish.Drained(known, store.save(known));
        } else if (!holdsLease.test(key)) {
            return new Wish.Unknown();
        } else if (drains.size() >= most) {
            return new Wish.Full(most);
        }
        Drain drain = new Drain(key, wall.instant());
        return new Wish.Drained(drain, store.save(drain));
    }

    /** Takes the decision back; without one, nothing changes. */
    CompletableFuture<Void> undrain(ServiceRecord.Key key) {
        return store.remove(Set.of(key));
    }

    /** Forgets the drains of those that are gone for good, and notes who is there. Call it on one thread at a time. */
    public synchronized void sweep() {
        long here = monotonic.nanos();
        Instant now = wall.instant();
        absentSince.keySet().removeIf(key -> !drains.containsKey(key) || holdsLease.test(key));
        ArrayList<Drain> there = new ArrayList<>();
        HashSet<ServiceRecord.Key> forgotten = new HashSet<>();
        for (Drain drain : drains.values()) {
            Duration unseen = Duration.between(drain.seen(), now);
            if (holdsLease.test(drain.key())) {
                if (unseen.compareTo(DAY) >= 0) {
                    there.add(drain);
                }
            } else if (here - absentSince.computeIfAbsent(drain.key(), first -> here) >= DAY.toNanos()
                    && unseen.compareTo(MEMORY) >= 0) {
                forgotten.add(drain.key());
            }
        }
        note(there, now);
        forget(forgotten);
    }

    private void note(List<Drain> there, Instant now) {
        if (!there.isEmpty()) {
            var unused = store.seen(there, now)
                    .thenRun(() -> there.forEach(drain -> drains.replace(drain.key(), drain, drain.seenAt(now))));
        }
    }

    private void forget(Set<ServiceRecord.Key> forgotten) {
        if (!forgotten.isEmpty()) {
            var unused = store.remove(forgotten)
                    .thenRun(() -> LOG.info(
                            "{} instances that were drained have been gone for {} days: forgotten",
                            forgotten.size(),
                            MEMORY_DAYS));
        }
    }

    private void changed(ServiceRecord.Key key) {
        changes.forEach(listener -> listener.accept(key));
    }

    private final class Follower implements DrainStore.Listener {

        @Override
        public void drained(Drain drain) {
            if (drains.put(drain.key(), drain) == null) {
                LOG.info("{} is drained", drain.key());
                changed(drain.key());
            }
        }

        @Override
        public void undrained(ServiceRecord.Key key) {
            if (drains.remove(key) != null) {
                LOG.info("{} is drained no more", key);
                changed(key);
            }
        }

        @Override
        public void missed(Collection<Drain> kept) {
            HashSet<ServiceRecord.Key> gone = new HashSet<>(drains.keySet());
            kept.forEach(drain -> {
                gone.remove(drain.key());
                drained(drain);
            });
            gone.forEach(this::undrained);
        }
    }
}
