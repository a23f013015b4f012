package io.cameldiscovery.registry;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases that are held now, in memory, with a store behind them that outlives the process.
 *
 * <p>The newest statement of an instance wins, and another key than before must come with a higher epoch. A lease that
 * is over is neither shown nor counted, swept up or not. Thread-safe: reading waits for nobody, and changes follow each
 * other in one order, in memory as in the store.
 */
public final class Leases {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private final LeaseTerms terms;
    private final LeaseStore store;
    private final MonotonicClock monotonic;
    private final Clock wall;

    private final ConcurrentHashMap<ServiceName, ConcurrentSkipListMap<InstanceId, Lease>> table =
            new ConcurrentHashMap<>();
    private final Object change = new Object();
    private final Departed departed;
    private final Changes changes;
    private final Set<ServiceRecord.Key> unremoved = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<ServiceRecord.Key, StoredLease> unconfirmed = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ServiceRecord.Key, StoredLease> unsaved = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Drains drains;

    public Leases(LeaseTerms terms, LeaseStore store, MonotonicClock monotonic, Clock wall) {
        this.terms = terms;
        this.store = store;
        this.monotonic = monotonic;
        this.wall = wall;
        this.departed = new Departed(terms.maxLeases());
        this.drains = new Drains(store.drains(), terms.maxLeases(), this::isHeld, monotonic, wall);
        this.changes = new Changes(wall);
        drains.onChange(key -> changes.stateChanged(key.service()));
    }

    /**
     * Takes up what the store kept: every lease goes on with the time it had left, and at least the restart grace. From
     * then on follows what other registries do with the store, if it is shared.
     *
     * @return how many leases are held
     * @throws UnusableStoreException if the store cannot be read
     */
    public int restore() {
        List<StoredLease> kept = store.load();
        synchronized (change) {
            kept.stream()
                    .sorted((one, other) -> one.ends().compareTo(other.ends()))
                    .forEach(this::restore);
        }
        drains.restore();
        store.watch(new Others());
        return size.get();
    }

    private void restore(StoredLease kept) {
        Duration left = Duration.between(wall.instant(), kept.ends());
        Duration term = terms.granted(kept.term());
        adopt(kept, left, terms.afterRestart(term, left));
    }

    /**
     * Takes what the store keeps in place of what is in memory.
     *
     * @param left how long it is kept, of its whole term
     * @param rest how long a lease goes on
     */
    private void adopt(StoredLease kept, Duration left, Duration rest) {
        long now = monotonic.nanos();
        if (kept.withdrawn()) {
            take(kept.key());
            departed.add(
                    kept.key(),
                    kept.version(),
                    now + shorter(left, terms.memory()).toNanos());
            return;
        }
        Duration age = kept.term().minus(shorter(left, kept.term()));
        departed.remove(kept.key());
        put(new Lease(
                kept.key(),
                kept.sequence(),
                kept.issued(),
                kept.token(),
                kept.keyId(),
                terms.granted(kept.term()),
                now - age.toNanos(),
                now + rest.toNanos()));
    }

    /**
     * Grants or renews the lease of a record, for as long as it asks for and the terms allow. A statement that was
     * heard before changes nothing and is granted what is left, so that a request may be repeated.
     *
     * @param record whose signature and right to that name have been checked
     * @param token its signed form
     */
    public Grant grant(ServiceRecord record, String token, String keyId) {
        synchronized (change) {
            long now = monotonic.nanos();
            Lease held = held(record.key(), now);
            if (held == null) {
                return grantFirst(record, token, keyId, now);
            }
            Version said = Version.of(record, keyId);
            if (said.conflictsWith(held.version())) {
                return new Grant.Conflict(held.keyId(), keyId);
            }
            if (held.sequence().isAfter(record.sequence())) {
                return new Grant.Older(held.sequence());
            }
            if (!said.isAfter(held.version())) {
                return new Grant.Granted(held, false, save(stored(held, now)));
            }
            if (!said.isSignedAs(held.version())) {
                LOG.info("{} is now signed by key {}, before by {}", record.key(), keyId, held.keyId());
            }
            return granted(record, token, keyId, false, now);
        }
    }

    private Grant grantFirst(ServiceRecord record, String token, String keyId, long now) {
        Version last = departed.last(record.key());
        Version said = Version.of(record, keyId);
        if (last != null && said.conflictsWith(last)) {
            return new Grant.Conflict(last.keyId(), keyId);
        }
        if (last != null && !said.isAfter(last)) {
            return new Grant.Older(last.sequence());
        }
        if (size.get() >= terms.maxLeases()) {
            return new Grant.RegistryFull(terms.maxLeases());
        }
        if (instances(record.service()) >= terms.maxInstances()) {
            return new Grant.ServiceFull(terms.maxInstances());
        }
        return granted(record, token, keyId, true, now);
    }

    private Grant granted(ServiceRecord record, String token, String keyId, boolean first, long now) {
        Duration term = terms.granted(record.lifetime());
        Lease lease = new Lease(
                record.key(), record.sequence(), record.issued(), token, keyId, term, now, now + term.toNanos());
        CompletableFuture<Void> durable = save(stored(lease, now));
        if (!durable.isCompletedExceptionally()) {
            departed.remove(lease.key());
            put(lease);
        }
        return new Grant.Granted(lease, first, durable);
    }

    /**
     * Ends the lease of the instance that says goodbye, and remembers it. The same key must have signed the lease.
     * Saying goodbye twice, or without a lease, is no error.
     *
     * @param goodbye whose signature and right to that name have been checked
     * @param token its signed form
     */
    public Grant end(ServiceRecord goodbye, String token, String keyId) {
        synchronized (change) {
            long now = monotonic.nanos();
            Version said = Version.of(goodbye, keyId);
            Grant refusal = refusal(goodbye.key(), said, now);
            if (refusal != null) {
                return refusal;
            }
            CompletableFuture<Void> durable = save(new StoredLease(
                    goodbye.key(),
                    goodbye.sequence(),
                    goodbye.issued(),
                    token,
                    keyId,
                    terms.memory(),
                    wall.instant().plus(terms.memory()),
                    true));
            if (!durable.isCompletedExceptionally()) {
                depart(goodbye.key(), said, now);
                unremoved.remove(goodbye.key());
            }
            return new Grant.Ended(durable);
        }
    }

    /** Why a goodbye is not taken, or null if it is. */
    private @Nullable Grant refusal(ServiceRecord.Key key, Version goodbye, long now) {
        Lease held = held(key, now);
        if (held != null && !goodbye.isSignedAs(held.version())) {
            return new Grant.Conflict(held.keyId(), goodbye.keyId());
        }
        Version last = held == null ? departed.last(key) : held.version();
        if (last != null && goodbye.conflictsWith(last)) {
            return new Grant.Conflict(last.keyId(), goodbye.keyId());
        }
        return last != null && goodbye.isBefore(last) ? new Grant.Older(last.sequence()) : null;
    }

    /** The leases of a service that are held now, by instance id; empty if there are none. */
    public List<Lease> of(ServiceName service) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(service);
        if (instances == null) {
            return List.of();
        }
        long now = monotonic.nanos();
        return instances.values().stream().filter(lease -> !lease.isOver(now)).toList();
    }

    /** How many instances of each service hold a lease now. */
    public SortedMap<ServiceName, Integer> services() {
        return services("", Integer.MAX_VALUE);
    }

    /**
     * The same of some services: those that come first of all whose names come behind a text.
     *
     * @param after empty for the very first
     * @param limit how many at most, 1 or more
     */
    SortedMap<ServiceName, Integer> services(String after, int limit) {
        TreeMap<ServiceName, Integer> services = new TreeMap<>();
        for (ServiceName service : table.keySet()) {
            boolean wanted = service.value().compareTo(after) > 0
                    && (services.size() < limit || service.compareTo(services.lastKey()) < 0);
            int instances = wanted ? count(service) : 0;
            if (instances > 0) {
                services.put(service, instances);
                if (services.size() > limit) {
                    services.pollLastEntry();
                }
            }
        }
        return services;
    }

    boolean hasServiceBehind(String name) {
        return table.keySet().stream().anyMatch(service -> service.value().compareTo(name) > 0 && count(service) > 0);
    }

    private int count(ServiceName service) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(service);
        long now = monotonic.nanos();
        return instances == null
                ? 0
                : (int) instances.values().stream()
                        .filter(lease -> !lease.isOver(now))
                        .count();
    }

    /** The lease of an instance, or null if it holds none now. */
    @Nullable
    Lease of(ServiceRecord.Key key) {
        Lease lease = find(key);
        return lease == null || lease.isOver(monotonic.nanos()) ? null : lease;
    }

    /** How many leases are kept, among them those that are over but not yet swept up. */
    public int size() {
        return size.get();
    }

    /** How many services have a lease that is kept. */
    public int serviceCount() {
        return table.size();
    }

    /**
     * Sweeps up the leases that are over, here and in the store, and writes again what the store could not write. Call it
     * now and then; nothing else depends on it.
     *
     * @return how many there were
     */
    public int expire() {
        long now = monotonic.nanos();
        ArrayList<Lease> over = new ArrayList<>();
        table.values().forEach(instances -> instances.values().stream()
                .filter(lease -> lease.isOver(now))
                .forEach(over::add));
        synchronized (change) {
            HashSet<ServiceRecord.Key> gone = new HashSet<>(unremoved);
            unremoved.removeAll(gone);
            over.removeIf(lease -> !lease.equals(find(lease.key())));
            for (Lease lease : over) {
                depart(lease.key(), lease.version(), now);
                gone.add(lease.key());
            }
            gone.addAll(departed.forget(now));
            gone.removeIf(key -> find(key) != null);
            removeFromStore(gone);
            saveAgain();
        }
        drains.sweep();
        return over.size();
    }

    /** Which instances operators take out of use, whether or not they hold a lease. */
    public Drains drains() {
        return drains;
    }

    private boolean isHeld(ServiceRecord.Key key) {
        return of(key) != null;
    }

    /** What was refused may be shown here all the same: let the store have it, unless something newer is known. */
    private void saveAgain() {
        List<StoredLease> again = List.copyOf(unsaved.values());
        unsaved.clear();
        again.stream()
                .filter(lease -> !unconfirmed.containsKey(lease.key()) && isLatest(lease))
                .forEach(this::save);
    }

    private boolean isLatest(StoredLease lease) {
        Lease held = find(lease.key());
        return lease.withdrawn()
                ? held == null && lease.version().equals(departed.last(lease.key()))
                : held != null && lease.version().equals(held.version());
    }

    /** What every monotonic time in a lease is relative to. */
    long now() {
        return monotonic.nanos();
    }

    LeaseTerms terms() {
        return terms;
    }

    /** When what is shown changed. */
    public Changes changes() {
        return changes;
    }

    private @Nullable Lease held(ServiceRecord.Key key, long now) {
        Lease lease = find(key);
        if (lease == null || !lease.isOver(now)) {
            return lease;
        }
        depart(key, lease.version(), now);
        removeFromStore(Set.of(key));
        return null;
    }

    private @Nullable Lease find(ServiceRecord.Key key) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(key.service());
        return instances == null ? null : instances.get(key.instance());
    }

    private int instances(ServiceName service) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(service);
        return instances == null ? 0 : instances.size();
    }

    private void put(Lease lease) {
        Lease before = table.computeIfAbsent(lease.service(), none -> new ConcurrentSkipListMap<>())
                .put(lease.instance(), lease);
        if (before == null) {
            size.incrementAndGet();
        }
        noteChange(before, lease);
    }

    private void noteChange(@Nullable Lease before, Lease lease) {
        if (before == null || before.isOver(lease.since())) {
            changes.came(lease.service());
        } else if (before.sequence().equals(lease.sequence())) {
            changes.renewed(lease.service());
        } else {
            changes.changed(lease.service());
        }
    }

    private void depart(ServiceRecord.Key key, Version last, long now) {
        departed.add(key, last, now + terms.memory().toNanos());
        take(key);
    }

    private void take(ServiceRecord.Key key) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(key.service());
        if (instances == null || instances.remove(key.instance()) == null) {
            return;
        }
        size.decrementAndGet();
        if (instances.isEmpty()) {
            table.remove(key.service());
        }
        changes.went(key.service(), instances.isEmpty());
    }

    private CompletableFuture<Void> save(StoredLease lease) {
        unsaved.remove(lease.key());
        CompletableFuture<Void> durable = store.save(lease);
        if (durable.isDone()) {
            // What is refused at once is not shown either.
            return durable;
        }
        unconfirmed.put(lease.key(), lease);
        return durable.whenComplete((saved, failure) -> confirm(lease, failure));
    }

    private void confirm(StoredLease lease, @Nullable Throwable failure) {
        // A later write of this instance has its own end.
        boolean last = unconfirmed.remove(lease.key(), lease);
        if (failure instanceof SupersededException superseded) {
            giveWay(lease, superseded.known());
        } else if (failure != null && last) {
            unsaved.put(lease.key(), lease);
        }
    }

    /** Another registry was faster: what it wrote holds, here as well. */
    private void giveWay(StoredLease lost, StoredLease known) {
        synchronized (change) {
            if (isLatest(lost)) {
                Duration term = terms.granted(known.term());
                adopt(known, known.term(), term);
            }
        }
    }

    private void removeFromStore(Collection<ServiceRecord.Key> keys) {
        if (keys.isEmpty()) {
            return;
        }
        var unused = store.remove(keys).whenComplete((removed, failure) -> {
            if (failure != null) {
                unremoved.addAll(keys);
            }
        });
    }

    /** Follows what all registries write to a shared store. */
    private final class Others implements LeaseStore.Listener {

        @Override
        public void saved(StoredLease lease) {
            synchronized (change) {
                // Heard when it is written, so that its time needs no wall clock.
                if (isNews(lease)) {
                    adopt(lease, lease.term(), terms.granted(lease.term()));
                }
            }
        }

        @Override
        public void removed(ServiceRecord.Key key, @Nullable StoredLease last) {
            synchronized (change) {
                Lease held = find(key);
                boolean mine = last == null
                        ? isBeingWritten(key)
                        : held != null && held.version().isAfter(last.version());
                if (held != null && !mine) {
                    depart(key, held.version(), monotonic.nanos());
                }
            }
        }

        @Override
        public void missed(Supplier<List<StoredLease>> kept) {
            Map<ServiceRecord.Key, Version> gone = confirmed();
            for (StoredLease lease : kept.get()) {
                gone.remove(lease.key());
                synchronized (change) {
                    if (isNews(lease)) {
                        restore(lease);
                    }
                }
            }
            gone.forEach((key, version) -> {
                synchronized (change) {
                    Lease held = find(key);
                    if (held != null && held.version().equals(version)) {
                        depart(key, version, monotonic.nanos());
                    }
                }
            });
        }

        private Map<ServiceRecord.Key, Version> confirmed() {
            HashMap<ServiceRecord.Key, Version> confirmed = new HashMap<>();
            synchronized (change) {
                table.values().forEach(instances -> instances.values().stream()
                        .filter(lease -> !isBeingWritten(lease.key()))
                        .forEach(lease -> confirmed.put(lease.key(), lease.version())));
            }
            return confirmed;
        }

        private boolean isNews(StoredLease lease) {
            Lease held = find(lease.key());
            Version known = held == null ? departed.last(lease.key()) : held.version();
            boolean ends = held != null && lease.withdrawn() && lease.version().equals(known);
            return known == null || ends || lease.version().isAfter(known);
        }

        private boolean isBeingWritten(ServiceRecord.Key key) {
            return unconfirmed.containsKey(key) || unsaved.containsKey(key);
        }
    }

    private StoredLease stored(Lease lease, long now) {
        Instant ends = wall.instant().plus(lease.remaining(now));
        return new StoredLease(
                lease.key(), lease.sequence(), lease.issued(), lease.token(), lease.keyId(), lease.term(), ends, false);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
