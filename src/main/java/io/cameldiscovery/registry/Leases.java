package io.cameldiscovery.registry;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases that are held now, in memory, with a store behind them that outlives the process.
 *
 * <p>The newest statement of an instance wins, and another key than before must come with a higher epoch. A lease that
 * is over is neither shown nor counted, swept up or not, unless so many of its service end at once that it is suspect
 * instead. Thread-safe: reading waits for nobody, and changes follow each
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
    private final PartitionGuard guard;
    private final StoreOutage outage;
    private boolean held;
    private final Changes changes;
    private final Set<ServiceRecord.Key> unremoved = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<ServiceRecord.Key, StoredLease> unconfirmed = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ServiceRecord.Key, StoredLease> unsaved = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Drains drains;
    private final DoubleAdder renewals = new DoubleAdder();

    /** With no guard, and no care for outages of the store: every lease that lapses is gone. */
    public Leases(LeaseTerms terms, LeaseStore store, MonotonicClock monotonic, Clock wall) {
        this(terms, GuardTerms.OFF, OutageTerms.NONE, store, monotonic, wall);
    }

    public Leases(
            LeaseTerms terms,
            GuardTerms guard,
            OutageTerms outage,
            LeaseStore store,
            MonotonicClock monotonic,
            Clock wall) {
        this.terms = terms;
        this.guard = new PartitionGuard(guard);
        this.store = store;
        this.monotonic = monotonic;
        this.wall = wall;
        this.departed = new Departed(terms.maxLeases());
        this.drains = new Drains(store.drains(), terms.maxLeases(), this::isHeld, monotonic, wall);
        this.changes = new Changes(wall);
        drains.onChange(key -> changes.stateChanged(key.service()));
        this.outage = new StoreOutage(outage, store::isInReach, changes::statesChanged, monotonic);
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
            guard.forget(kept.key());
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
                now + rest.toNanos(),
                false));
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
        if (size.get() >= terms.maxLeases() && !makeRoom(record.service(), now)) {
            return new Grant.RegistryFull(terms.maxLeases());
        }
        if (instances(record.service()) >= terms.maxInstances() && !makeRoom(record.service(), now)) {
            return new Grant.ServiceFull(terms.maxInstances());
        }
        return granted(record, token, keyId, true, now);
    }

    /** One that is suspect gives way to one that is there. */
    private boolean makeRoom(ServiceName service, long now) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(service);
        Lease first = instances == null
                ? null
                : instances.values().stream()
                        .filter(Lease::suspect)
                        .min((one, other) -> Long.compare(
                                one.remaining(now).toNanos(),
                                other.remaining(now).toNanos()))
                        .orElse(null);
        if (first == null) {
            return false;
        }
        depart(first.key(), first.version(), now);
        removeFromStore(Set.of(first.key()));
        return true;
    }

    private Grant granted(ServiceRecord record, String token, String keyId, boolean first, long now) {
        Duration term = terms.granted(record.lifetime());
        Lease lease = new Lease(
                record.key(), record.sequence(), record.issued(), token, keyId, term, now, now + term.toNanos(), false);
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

    /** The leases of a service that are held now or suspect, by instance id; empty if there are none. */
    public List<Lease> of(ServiceName service) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(service);
        if (instances == null) {
            return List.of();
        }
        long now = monotonic.nanos();
        List<Lease> held =
                instances.values().stream().filter(lease -> !lease.isOver(now)).toList();
        boolean some = held.size() < instances.size();
        return some && (guard.isOn() || outage.holdsLeases()) ? judged(service) : held;
    }

    /** The same once it is decided what becomes of those that have just lapsed, so that suspects are never left out. */
    private List<Lease> judged(ServiceName service) {
        synchronized (change) {
            long now = monotonic.nanos();
            sweep(service, now);
            ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(service);
            return instances == null
                    ? List.of()
                    : instances.values().stream()
                            .filter(lease -> !lease.isOver(now))
                            .toList();
        }
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
        List<ServiceName> over = services(lease -> lease.isOver(now));
        int swept = 0;
        synchronized (change) {
            followOutage(now);
            for (ServiceName service : over) {
                swept += sweep(service, now);
            }
            HashSet<ServiceRecord.Key> gone = new HashSet<>(unremoved);
            unremoved.removeAll(gone);
            gone.addAll(departed.forget(now));
            gone.addAll(guard.release(now));
            gone.removeIf(key -> find(key) != null);
            removeFromStore(gone);
            saveAgain();
            if (guard.isGuarding()) {
                guard.suspectIn(Set.copyOf(services(Lease::suspect)));
            }
        }
        drains.sweep();
        return swept;
    }

    /** Which instances operators take out of use, whether or not they hold a lease. */
    public Drains drains() {
        return drains;
    }

    private boolean isHeld(ServiceRecord.Key key) {
        return of(key) != null;
    }

    /** Takes up what is over of one service: it is gone, or kept as suspect. @return how many there were */
    private int sweep(ServiceName service, long now) {
        followOutage(now);
        ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(service);
        if (instances == null) {
            return 0;
        }
        List<Lease> over =
                instances.values().stream().filter(lease -> lease.isOver(now)).toList();
        if (held) {
            over.forEach(lease -> prolong(lease, now));
            return 0;
        }
        over.stream().filter(lease -> !lease.suspect()).forEach(guard::lapsed);
        List<Lease> others =
                instances.values().stream().filter(lease -> !lease.isOver(now)).toList();
        for (Lease suspect : guard.keep(service, others, now)) {
            departed.remove(suspect.key());
            put(suspect);
        }
        HashSet<ServiceRecord.Key> gone = new HashSet<>();
        for (Lease lease : over) {
            if (lease.equals(find(lease.key()))) {
                departed.add(lease.key(), lease.version(), now + terms.memory().toNanos());
                take(lease.key());
            }
            if (lease.suspect()) {
                gone.add(lease.key());
            }
        }
        // The store keeps the others until it is sure that they do not come back.
        removeFromStore(gone);
        return over.size();
    }

    /** While nobody can renew a lease, none lapses; afterwards every one has the grace, as after a restart. */
    private void followOutage(long now) {
        boolean before = held;
        held = outage.holdsLeases();
        // Those who watch are to hear of it, even if nobody asks.
        var unused = outage.isLong();
        if (before && !outage.isOn()) {
            table.values().forEach(instances -> instances.values().stream()
                    .filter(lease -> lease.remaining(now).compareTo(terms.grace(lease.term())) < 0)
                    .forEach(lease -> prolong(lease, now)));
        }
    }

    private void prolong(Lease lease, long now) {
        put(lease.prolongedTo(now + terms.grace(lease.term()).toNanos()));
    }

    private List<ServiceName> services(Predicate<Lease> having) {
        return table.entrySet().stream()
                .filter(service -> service.getValue().values().stream().anyMatch(having))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Other keys are trusted: whoever watches services with such leases is told, since others are shown now. */
    public void trustChanged(Predicate<Lease> concerned) {
        services(concerned).forEach(changes::trustChanged);
    }

    /** How many leases became suspect since the start. */
    public long suspected() {
        return guard.suspected();
    }

    /** Whether the store takes writes and tells what others wrote. */
    public boolean isStoreInReach() {
        return !outage.isOn();
    }

    /** In which state the registry takes an instance to be. */
    InstanceState state(Lease lease) {
        if (drains.contains(lease.key())) {
            return InstanceState.DRAINING;
        }
        if (outage.isLong()) {
            return InstanceState.STALE;
        }
        return lease.suspect() ? InstanceState.SUSPECT : InstanceState.ALIVE;
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

    /** How many renewals a second the leases need that are held. */
    double demand() {
        return Math.max(0, renewals.sum());
    }

    private double rate(Lease lease) {
        return lease.term().isZero() ? 0 : terms.renewals() * 1e9 / lease.term().toNanos();
    }

    /** What is left of the lease of an instance; nothing if it holds none. */
    Duration left(ServiceRecord.Key key) {
        Lease lease = find(key);
        return lease == null ? Duration.ZERO : lease.remaining(monotonic.nanos());
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
        sweep(key.service(), now);
        return find(key);
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
        guard.forget(lease.key());
        Lease before = table.computeIfAbsent(lease.service(), none -> new ConcurrentSkipListMap<>())
                .put(lease.instance(), lease);
        renewals.add(rate(lease));
        if (before == null) {
            size.incrementAndGet();
        } else {
            renewals.add(-rate(before));
        }
        noteChange(before, lease);
    }

    private void noteChange(@Nullable Lease before, Lease lease) {
        if (before == null || before.isOver(lease.since())) {
            changes.came(lease.service());
        } else if (before.sequence().equals(lease.sequence()) && before.suspect() != lease.suspect()) {
            changes.stateChanged(lease.service());
        } else if (before.sequence().equals(lease.sequence())) {
            changes.renewed(lease.service());
        } else {
            changes.changed(lease.service());
        }
    }

    private void depart(ServiceRecord.Key key, Version last, long now) {
        guard.forget(key);
        departed.add(key, last, now + terms.memory().toNanos());
        take(key);
    }

    private void take(ServiceRecord.Key key) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = table.get(key.service());
        Lease taken = instances == null ? null : instances.remove(key.instance());
        if (instances == null || taken == null) {
            return;
        }
        renewals.add(-rate(taken));
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
                if (held != null && !mine && !isSweep(held, last)) {
                    depart(key, held.version(), monotonic.nanos());
                }
            }
        }

        /** Another registry that does not hold it for suspect has swept it up: each goes by what it sees. */
        private boolean isSweep(Lease held, @Nullable StoredLease last) {
            return held.suspect() && (last == null || !last.ends().isAfter(wall.instant()));
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
                        .filter(lease -> !lease.suspect() && !isBeingWritten(lease.key()))
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
