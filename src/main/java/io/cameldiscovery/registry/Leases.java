package io.cameldiscovery.registry;

import io.cameldiscovery.record.LastStatement;
import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.registry.store.UnusableStoreException;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases that are held now, in memory, with a store behind them that outlives the process.
 *
 * <p>Which statement of an instance wins, {@link Precedence} decides. A lease that is over is neither shown nor counted,
 * swept up or not, unless so many of its service end at once that it is suspect instead. Thread-safe: reading waits for nobody, unless a lease has just lapsed, and changes follow each other in one
 * order, in memory as in the store.
 */
public final class Leases {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private final LeaseSettings terms;
    private final LeaseStore store;
    private final MonotonicClock monotonic;
    private final Clock wall;
    private final ChangeIndex changes;
    private final LeaseCache book;
    private final Admission admission;
    private final LeaseWrites writes;
    private final PartitionGuard guard;
    private final StoreOutage outage;
    private final RenewalMark mark;
    private final LeaseExpiry lapse;
    private final StoreFollower follower;
    private final Drains drains;

    /** With no guard, and no care for outages of the store: every lease that lapses is gone. */
    public Leases(LeaseSettings terms, LeaseStore store, MonotonicClock monotonic, Clock wall) {
        this(terms, PartitionGuardSettings.OFF, OutageSettings.NONE, store, monotonic, wall);
    }

    public Leases(
            LeaseSettings terms,
            PartitionGuardSettings guard,
            OutageSettings outage,
            LeaseStore store,
            MonotonicClock monotonic,
            Clock wall) {
        this.terms = terms;
        this.store = store;
        this.monotonic = monotonic;
        this.wall = wall;
        this.changes = new ChangeIndex(wall);
        this.book = new LeaseCache(terms, changes);
        this.admission = new Admission(terms, book);
        this.writes = new LeaseWrites(store, book, this::giveWay, wall);
        this.guard = new PartitionGuard(guard);
        this.outage = new StoreOutage(outage, store::isInReach, changes::statesChanged, monotonic);
        this.mark = new RenewalMark(terms, store, monotonic, wall);
        this.lapse = new LeaseExpiry(terms, book, writes, this.guard, this.outage, mark, monotonic.nanos());
        this.follower = new StoreFollower(terms, book, writes, lapse, monotonic, wall);
        this.drains = new Drains(store.drains(), terms.maxLeases(), key -> of(key) != null, monotonic, wall);
        drains.onChange(key -> changes.stateChanged(key.service()));
    }

    private void giveWay(StoredLease lost, StoredLease known) {
        follower.giveWay(lost, known);
    }

    /**
     * Takes up what the store kept: a lease goes on with the time it had left, and with as much more, up to the restart
     * grace, as nobody could renew it. One that had lapsed before stays gone or suspect. From then on follows what other
     * registries do with the store, if it is shared.
     *
     * @return how many leases are held
     * @throws UnusableStoreException if the store cannot be read
     */
    public int restore() {
        List<StoredLease> kept = store.load();
        follower.restore(kept, mark.absence());
        drains.restore();
        store.watch(follower);
        return book.size();
    }

    /**
     * Grants or renews the lease of a record, for as long as its token asks for and lives, and the terms allow. A statement that was
     * heard before changes nothing and is granted what is left, so that a request may be repeated.
     *
     * @param record whose signature and right to that name have been checked
     * @param token its signed form
     */
    public Grant grant(ServiceRecord record, String token, String keyId) {
        synchronized (book) {
            long now = monotonic.nanos();
            Lease held = lapse.judge(record.key(), now);
            Version said = Version.of(record, keyId);
            LastStatement known = book.last(record.key());
            Precedence precedence = known == null ? Precedence.NEWER : Precedence.ofRecord(said, known);
            Grant refusal = known == null ? null : Admission.refusal(precedence, said, known);
            if (refusal == null && held == null) {
                refusal = makeRoom(record.key().service(), now);
            }
            if (refusal != null) {
                return refusal;
            } else if (held != null && precedence == Precedence.REPEATED) {
                return new Grant.Granted(held, false, writes.save(held, now));
            } else if (held != null && !said.isSignedAs(held.version())) {
                LOG.info("{} is now signed by key {}, before by {}", record.key(), keyId, held.keyId());
            }
            return granted(record, said, token, held == null, now);
        }
    }

    /** Why there is no room for one more instance, or null if there is now. */
    private @Nullable Grant makeRoom(ServiceName service, long now) {
        Grant shortage = admission.shortage(service);
        Lease gives = shortage == null ? null : admission.giveWay(service, now);
        if (gives == null) {
            return shortage;
        }
        book.depart(gives.key(), LastStatement.expired(gives.version()), now);
        writes.remove(Set.of(gives.key()));
        return null;
    }

    private Grant granted(ServiceRecord record, Version version, String token, boolean first, long now) {
        Duration term = terms.granted(record.lifetime(), Duration.between(wall.instant(), record.expires()));
        Lease lease = new Lease(record.key(), version, token, term, now, now + term.toNanos(), false);
        CompletableFuture<Void> durable = writes.save(lease, now);
        if (!durable.isCompletedExceptionally()) {
            lapse.forget(lease.key());
            book.put(lease);
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
        synchronized (book) {
            long now = monotonic.nanos();
            var unused = lapse.judge(goodbye.key(), now);
            Version said = Version.of(goodbye, keyId);
            LastStatement known = book.last(goodbye.key());
            Grant refusal = known == null ? null : Admission.refusal(Precedence.ofGoodbye(said, known), said, known);
            if (refusal != null) {
                return refusal;
            }
            CompletableFuture<Void> durable = writes.save(new StoredLease(
                    goodbye.key(), said, token, terms.memory(), wall.instant().plus(terms.memory()), true));
            if (!durable.isCompletedExceptionally()) {
                lapse.forget(goodbye.key());
                book.depart(goodbye.key(), LastStatement.withdrawn(said), now);
                writes.keep(goodbye.key());
            }
            return new Grant.Ended(durable);
        }
    }

    /** The leases of a service that are held now or suspect, by instance id; empty if there are none. */
    public List<Lease> of(ServiceName service) {
        Collection<Lease> instances = book.of(service);
        long now = monotonic.nanos();
        List<Lease> held =
                instances.stream().filter(lease -> !lease.isOver(now)).toList();
        return held.size() < instances.size() ? judged(service) : held;
    }

    /** The same once it is decided what becomes of those that have just lapsed. */
    private List<Lease> judged(ServiceName service) {
        synchronized (book) {
            long now = monotonic.nanos();
            lapse.judge(service, now);
            return book.of(service).stream().filter(lease -> !lease.isOver(now)).toList();
        }
    }

    /** How many instances of each service hold a lease now. */
    public SortedMap<ServiceName, Integer> services() {
        TreeMap<ServiceName, Integer> services = new TreeMap<>();
        for (ServiceName service : book.services()) {
            int instances = count(service);
            if (instances > 0) {
                services.put(service, instances);
            }
        }
        return services;
    }

    private int count(ServiceName service) {
        long now = monotonic.nanos();
        int held = 0;
        for (Lease lease : book.of(service)) {
            if (lease.isOver(now)) {
                return judged(service).size();
            }
            held++;
        }
        return held;
    }

    /** The lease of an instance, or null if it holds none now. */
    @Nullable
    Lease of(ServiceRecord.Key key) {
        Lease lease = book.find(key);
        if (lease == null || !lease.isOver(monotonic.nanos())) {
            return lease;
        }
        synchronized (book) {
            return lapse.judge(key, monotonic.nanos());
        }
    }

    /** How many leases are kept, among them those that are over but not yet swept up. */
    public int size() {
        return book.size();
    }

    /** How many services have a lease that is kept. */
    public int serviceCount() {
        return book.services().size();
    }

    /**
     * Sweeps up the leases that are over, here and in the store, and writes again what the store could not write. Call it
     * now and then; nothing else depends on it.
     *
     * @return how many there were
     */
    public int expire() {
        long now = monotonic.nanos();
        List<ServiceName> over = book.services(lease -> lease.isOver(now));
        int swept = 0;
        synchronized (book) {
            lapse.followOutage(now);
            for (ServiceName service : over) {
                swept += lapse.judge(service, now);
            }
            ArrayList<ServiceRecord.Key> gone = new ArrayList<>(book.forget(now));
            gone.addAll(lapse.release(now));
            writes.again(gone);
            mark.tell(lapse.isRenewable());
        }
        return swept;
    }

    /** Which instances operators take out of use, whether or not they hold a lease. */
    public Drains drains() {
        return drains;
    }

    /** Other keys are trusted: whoever watches services with such leases is told, since others are shown now. */
    public void trustChanged(Predicate<Lease> concerned) {
        book.services(concerned).forEach(changes::trustChanged);
    }

    /** How many leases became suspect since the start. */
    public long suspected() {
        return guard.suspected();
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

    /** How many renewals a second the leases need that are held. */
    double demand() {
        return book.demand();
    }

    /** What is left of the lease of an instance; nothing if it holds none. */
    Duration left(ServiceRecord.Key key) {
        Lease lease = book.find(key);
        return lease == null ? Duration.ZERO : lease.remaining(monotonic.nanos());
    }

    /** Whether a record changes nothing, since it does not win over the one that holds a lease. */
    boolean knows(ServiceRecord record, String keyId) {
        Lease held = book.find(record.key());
        return held != null
                && !Precedence.ofRecord(Version.of(record, keyId), LastStatement.held(held.version()))
                        .wins();
    }

    /** What every monotonic time in a lease is relative to. */
    long now() {
        return monotonic.nanos();
    }

    LeaseSettings terms() {
        return terms;
    }

    /** When what is shown changed. */
    public ChangeIndex changes() {
        return changes;
    }
}
