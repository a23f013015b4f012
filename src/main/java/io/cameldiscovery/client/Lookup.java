package io.cameldiscovery.client;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.KnownInstance;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One question for a service, from its opening to its {@link Resolution}. Answers of all roads are claimed here,
 * verified elsewhere, and proven here; the first proven one ends a lookup for one instance. Thread-safe.
 */
public final class Lookup {

    private static final int MAX_REASONS = 8;

    private final ServiceName service;
    private final Nonce nonce;
    private final boolean all;
    private final MonotonicClock clock;
    private final long openedAt;
    private final CompletableFuture<Resolution> resolution = new CompletableFuture<>();

    private final Set<Road> roads;
    private final Set<Road> roadsOpen;
    private final Map<InstanceId, Sequence> claimed = new LinkedHashMap<>();
    private final Map<InstanceId, ResolvedInstance> proven = new LinkedHashMap<>();
    private final Set<String> refusals = new LinkedHashSet<>();
    private final Set<String> obstacles = new LinkedHashSet<>();
    private boolean windowOver;

    /**
     * @param all whether every instance is wanted, or the first one
     * @param roads the roads that are taken
     */
    Lookup(ServiceName service, Nonce nonce, boolean all, Set<Road> roads, MonotonicClock clock) {
        this.service = service;
        this.nonce = nonce;
        this.all = all;
        this.roads = Set.copyOf(roads);
        this.roadsOpen = roads.isEmpty() ? EnumSet.noneOf(Road.class) : EnumSet.copyOf(roads);
        this.clock = clock;
        this.openedAt = clock.nanos();
    }

    public ServiceName service() {
        return service;
    }

    public Nonce nonce() {
        return nonce;
    }

    /** Whether that road is to be taken at all. */
    public boolean takes(Road road) {
        return roads.contains(road);
    }

    /** Whether answers are still wanted. */
    public boolean isOpen() {
        return !resolution.isDone();
    }

    /** Completes, never exceptionally, when the lookup ends. */
    public CompletableFuture<Resolution> resolution() {
        return resolution;
    }

    /** The question as it is sent for that attempt, counted from 0; those already proven need not answer again. */
    public synchronized Query query(int attempt, Instant now) {
        List<KnownInstance> known = proven.values().stream()
                .map(one -> new KnownInstance(
                        one.entry().record().instance(), one.entry().record().sequence()))
                .limit(16)
                .toList();
        return new Query(service, nonce, now, attempt, known);
    }

    /** Notes an answer that is not proven yet. @return whether it should be verified: it is to the point and new here */
    public synchronized boolean claim(CatalogueEntry entry) {
        if (!entry.record().service().equals(service)) {
            return false;
        }
        InstanceId instance = entry.record().instance();
        Sequence sequence = entry.record().sequence();
        Sequence before = claimed.get(instance);
        if (!isOpen() || proven.containsKey(instance) || (before != null && !sequence.isAfter(before))) {
            return false;
        }
        claimed.put(instance, sequence);
        return true;
    }

    public synchronized boolean hasProven(InstanceId instance) {
        return proven.containsKey(instance);
    }

    /** Whether answers are being verified. */
    public synchronized boolean hasClaims() {
        return !claimed.isEmpty();
    }

    /**
     * An instance was proven at that endpoint.
     *
     * @param source the road by which this lookup learned of it
     */
    public void proven(CatalogueEntry entry, Source source, Endpoint endpoint, ProofKind kind) {
        synchronized (this) {
            InstanceId instance = entry.record().instance();
            claimed.remove(instance);
            proven.putIfAbsent(instance, new ResolvedInstance(entry, source, endpoint, kind, clock.since(openedAt)));
        }
        endIfOver();
    }

    /** A claimed answer could not be proven. */
    public void unproven(CatalogueEntry entry, String reason) {
        synchronized (this) {
            claimed.remove(entry.record().instance(), entry.record().sequence());
            note(obstacles, reason);
        }
        endIfOver();
    }

    /** An answer came that cannot be trusted. */
    public synchronized void refused(String reason) {
        note(refusals, reason);
    }

    /** Nothing more will come by that road. */
    public void ended(Road road) {
        synchronized (this) {
            roadsOpen.remove(road);
        }
        endIfOver();
    }

    /** Nothing more will come by that road, for this reason. */
    public void ended(Road road, String reason) {
        synchronized (this) {
            note(obstacles, reason);
        }
        ended(road);
    }

    /** The time for collecting all instances is over; what was proven until now is the result, if anything was. */
    void endWindow() {
        synchronized (this) {
            windowOver = true;
        }
        endIfOver();
    }

    /** The time is over: ends the lookup with what there is. */
    void timeOut() {
        synchronized (this) {
            note(obstacles, "no proof came in time");
        }
        end();
    }

    private void end() {
        resolution.complete(outcome());
    }

    private void endIfOver() {
        boolean over;
        synchronized (this) {
            boolean nothingComes = roadsOpen.isEmpty() && claimed.isEmpty();
            boolean enough = !proven.isEmpty() && (!all || windowOver);
            over = enough || nothingComes;
        }
        if (over) {
            end();
        }
    }

    private synchronized Resolution outcome() {
        Duration after = clock.since(openedAt);
        if (!proven.isEmpty()) {
            return new Resolution.Found(service, List.copyOf(proven.values()), after);
        }
        if (!refusals.isEmpty()) {
            return new Resolution.Untrusted(service, List.copyOf(refusals), after);
        }
        return new Resolution.NotFound(service, List.copyOf(obstacles), after);
    }

    private static void note(Set<String> reasons, String reason) {
        if (reasons.size() < MAX_REASONS) {
            reasons.add(reason);
        }
    }
}
