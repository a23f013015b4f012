package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.LastStatement;
import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Tombstones;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The live records that a node knows. Which one of an instance wins, {@link Precedence} decides; what is not stated again
 * is gone when its life time, by monotonic time, is over. Bounded, and thread-safe: lookups wait for nobody.
 */
public final class Catalogue {

    /** How often {@link #expire} is to be called. */
    public static final Duration EXPIRY_INTERVAL = Duration.ofMillis(250);

    private final MonotonicClock clock;
    private final Clock wall;
    private final CatalogueSettings limits;
    private final Map<ServiceName, ServiceEntries> shelves = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Tombstones tombstones;
    private final EventDispatcher bulletin = new EventDispatcher();

    /** @param wall serves only to tell what is left of records that were stored somewhere */
    public Catalogue(MonotonicClock clock, Clock wall, CatalogueSettings limits) {
        this.clock = clock;
        this.wall = wall;
        this.limits = limits;
        this.tombstones = new Tombstones(limits.tombstones());
    }

    /** Takes in a verified record, if it is newer than what is known of its instance. */
    public Merge learn(Learned learned) {
        Merge merge = merge(learned);
        bulletin.deliver();
        return merge;
    }

    /**
     * Takes in a verified goodbye. The same key must have signed the known record, and its sequence must not be newer.
     *
     * @return NEWER if the instance is gone now; NEW if it was unknown; UNCHANGED if it had gone; OLDER or CONFLICT if
     *     it stays
     */
    public Merge withdraw(Learned goodbye) {
        Merge merge = takeLeave(goodbye);
        bulletin.deliver();
        return merge;
    }

    /** The instances of a service that may be handed out, not over and not stale, ordered by instance id. Immutable. */
    public List<CatalogueEntry> live(ServiceName service) {
        ServiceEntries shelf = shelves.get(service);
        return shelf == null ? List.of() : shelf.live(clock.nanos());
    }

    /** The instances of all services that may be handed out, ordered by service and instance id. Immutable. */
    public List<CatalogueEntry> live() {
        return services().stream().flatMap(service -> live(service).stream()).toList();
    }

    /** What is known of an instance, even if it is stale. */
    public Optional<CatalogueEntry> find(ServiceRecord.Key key) {
        long now = clock.nanos();
        return Optional.ofNullable(entry(key)).filter(entry -> !entry.isOver(now));
    }

    /** The services of which an instance may be handed out, in alphabetical order. */
    public Set<ServiceName> services() {
        long now = clock.nanos();
        Set<ServiceName> names = new TreeSet<>();
        shelves.forEach((name, shelf) -> {
            if (!shelf.live(now).isEmpty()) {
                names.add(name);
            }
        });
        return Collections.unmodifiableSet(names);
    }

    /** All that is known of a service and not over, even what is stale, ordered by instance id. */
    public List<CatalogueEntry> known(ServiceName service) {
        ServiceEntries shelf = shelves.get(service);
        return shelf == null ? List.of() : shelf.known(clock.nanos());
    }

    /** How long ago that proof was. */
    public Duration age(Verification proof) {
        return clock.since(proof.at());
    }

    /** How many instances of a service may be handed out. */
    public int count(ServiceName service) {
        return live(service).size();
    }

    /** How many entries are held, stale ones and those not yet dropped by {@link #expire()} included. */
    public int size() {
        return size.get();
    }

    /** Notes that an endpoint of that very record was verified just now. */
    public void proven(ServiceRecord.Key key, Sequence sequence, Endpoint endpoint, ProofKind kind) {
        Verification proof = new Verification(endpoint, kind, clock.nanos());
        change(key, sequence, entry -> entry.proven(proof));
        bulletin.deliver();
    }

    /**
     * Notes that no endpoint of that very record could be verified: it is stale, and not handed out until it is proven or
     * heard again live.
     */
    public void failed(ServiceRecord.Key key, Sequence sequence) {
        change(key, sequence, CatalogueEntry::failed);
        bulletin.deliver();
    }

    /**
     * Drops what is over. To be called from time to time.
     *
     * @return how many entries were dropped
     */
    public int expire() {
        int dropped = dropOver(clock.nanos());
        bulletin.deliver();
        return dropped;
    }

    public void subscribe(CatalogueListener listener) {
        bulletin.subscribe(listener);
    }

    public void unsubscribe(CatalogueListener listener) {
        bulletin.unsubscribe(listener);
    }

    private synchronized Merge merge(Learned claim) {
        long now = clock.nanos();
        Duration life = life(claim);
        if (life.isNegative() || life.isZero()) {
            return Merge.OLDER;
        }
        CatalogueEntry claimed = CatalogueEntry.of(claim, now, now + life.toNanos());
        CatalogueEntry known = current(claim.record().key(), now);
        return known == null ? admit(claim, claimed, now) : update(known, claim, claimed);
    }

    private Duration life(Learned claim) {
        ServiceRecord record = claim.record();
        Duration stated = least(record.lifetime(), limits.longestLife());
        return claim.live() ? stated : least(stated, Duration.between(wall.instant(), record.expires()));
    }

    private Merge admit(Learned claim, CatalogueEntry claimed, long now) {
        LastStatement ended = ended(claimed.key(), now);
        // With one that ended nobody can be in conflict.
        if (ended != null && !precedence(claim, ended).wins()) {
            return Merge.OLDER;
        }
        if (!hasRoomFor(claimed.record().service(), now)) {
            return Merge.FULL;
        }
        tombstones.remove(claimed.key());
        put(claimed);
        size.incrementAndGet();
        bulletin.post(new CatalogueEvent.Up(claimed));
        return Merge.NEW;
    }

    private Merge update(CatalogueEntry known, Learned claim, CatalogueEntry claimed) {
        return switch (precedence(claim, LastStatement.held(known.version()))) {
            case NEWER -> {
                replace(known, claimed.succeeding(known));
                yield Merge.NEWER;
            }
            case RENEWED -> refresh(known, claim, claimed);
            case REPEATED -> isHeardAgain(known, claim) ? refresh(known, claim, claimed) : Merge.UNCHANGED;
            case OLDER -> Merge.OLDER;
            case CONFLICT -> conflict(known, claim);
        };
    }

    private static Precedence precedence(Learned claim, LastStatement known) {
        return claim.live()
                ? Precedence.ofRecord(claim.version(), known)
                : Precedence.ofKeptRecord(claim.version(), known);
    }

    /** Whether this shows that the instance is there after all. */
    private static boolean isHeardAgain(CatalogueEntry known, Learned claim) {
        return known.stale()
                && claim.live()
                && claim.record().issued().equals(known.record().issued());
    }

    private Merge refresh(CatalogueEntry known, Learned claim, CatalogueEntry claimed) {
        put(known, claimed.refreshing(known, claim.live()));
        return Merge.REFRESHED;
    }

    private Merge conflict(CatalogueEntry known, Learned claim) {
        bulletin.report(new CatalogueEvent.Conflict(known, claim.keyId(), claim.sender()));
        return Merge.CONFLICT;
    }

    private void replace(CatalogueEntry before, CatalogueEntry after) {
        if (after.record().endpoints().equals(before.record().endpoints())) {
            put(before, after);
        } else {
            put(after);
            bulletin.post(new CatalogueEvent.Moved(before, after));
        }
    }

    /** Puts what is reached at the same place into the place of what was known. */
    private void put(CatalogueEntry before, CatalogueEntry after) {
        put(after);
        if (before.stale() != after.stale()) {
            bulletin.post(after.stale() ? new CatalogueEvent.Stale(after) : new CatalogueEvent.Recovered(after));
        }
    }

    private synchronized Merge takeLeave(Learned goodbye) {
        long now = clock.nanos();
        ServiceRecord.Key key = goodbye.record().key();
        CatalogueEntry known = current(key, now);
        LastStatement last = known == null ? ended(key, now) : LastStatement.held(known.version());
        Precedence precedence = last == null ? Precedence.NEWER : Precedence.ofGoodbye(goodbye.version(), last);
        return switch (precedence) {
            case NEWER, RENEWED -> {
                if (known != null) {
                    drop(key.service(), List.of(known), CatalogueEvent.Reason.GOODBYE);
                }
                remember(key, LastStatement.withdrawn(goodbye.version()), now);
                yield known == null ? Merge.NEW : Merge.NEWER;
            }
            case REPEATED -> Merge.UNCHANGED;
            case OLDER -> Merge.OLDER;
            case CONFLICT -> known == null ? Merge.OLDER : conflict(known, goodbye);
        };
    }

    private @Nullable LastStatement ended(ServiceRecord.Key key, long now) {
        var unused = tombstones.forget(now);
        return tombstones.find(key);
    }

    private void remember(ServiceRecord.Key key, LastStatement last, long now) {
        tombstones.add(key, last, now + limits.tombstoneAge().toNanos());
        var unused = tombstones.forget(now);
    }

    private synchronized void change(ServiceRecord.Key key, Sequence sequence, UnaryOperator<CatalogueEntry> how) {
        CatalogueEntry known = entry(key);
        if (known != null && known.record().sequence().equals(sequence)) {
            put(known, how.apply(known));
        }
    }

    private synchronized int dropOver(long now) {
        int before = size.get();
        shelves.forEach((service, shelf) -> expire(service, shelf.over(now), now));
        var unused = tombstones.forget(now);
        return before - size.get();
    }

    private void expire(ServiceName service, Collection<CatalogueEntry> over, long now) {
        if (!over.isEmpty()) {
            drop(service, over, CatalogueEvent.Reason.EXPIRED);
            over.forEach(entry -> remember(entry.key(), LastStatement.expired(entry.version()), now));
        }
    }

    private void drop(ServiceName service, Collection<CatalogueEntry> gone, CatalogueEvent.Reason reason) {
        ServiceEntries shelf = shelf(service);
        shelf.remove(gone);
        if (shelf.size() == 0) {
            shelves.remove(service);
        }
        size.addAndGet(-gone.size());
        gone.forEach(entry -> bulletin.post(new CatalogueEvent.Down(entry, reason)));
    }

    /** What is known and not over; what is over is dropped first. */
    private @Nullable CatalogueEntry current(ServiceRecord.Key key, long now) {
        CatalogueEntry known = entry(key);
        if (known == null || !known.isOver(now)) {
            return known;
        }
        expire(key.service(), List.of(known), now);
        return null;
    }

    private @Nullable CatalogueEntry entry(ServiceRecord.Key key) {
        ServiceEntries shelf = shelves.get(key.service());
        return shelf == null ? null : shelf.get(key.instance());
    }

    private void put(CatalogueEntry entry) {
        shelf(entry.record().service()).put(entry);
    }

    private ServiceEntries shelf(ServiceName service) {
        return shelves.computeIfAbsent(service, name -> new ServiceEntries());
    }

    private boolean hasRoomFor(ServiceName service, long now) {
        return hasRoomFor(service) || (dropOver(now) > 0 && hasRoomFor(service));
    }

    private boolean hasRoomFor(ServiceName service) {
        ServiceEntries shelf = shelves.get(service);
        return size.get() < limits.total()
                && (shelf == null ? shelves.size() < limits.services() : shelf.size() < limits.perService());
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
