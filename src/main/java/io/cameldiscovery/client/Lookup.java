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
 * One search for a service, from its start to its {@link Resolution}. Answers from all roads are registered here,
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
     * @param all whether all instances are wanted, or only the first
     * @param roads the roads to use
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

    /** Whether this road is used. */
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

    /** The query for this attempt, counted from 0; it lists the proven instances, which need not answer again. */
    public synchronized Query query(int attempt, Instant now) {
        List<KnownInstance> known = proven.values().stream()
                .map(one -> new KnownInstance(
                        one.entry().record().instance(), one.entry().record().sequence()))
                .limit(16)
                .toList();
        return new Query(service, nonce, now, attempt, known);
    }

    /** Registers an unproven answer. @return whether it should be verified: it is relevant and new */
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
     * Notes that an instance was proven at this endpoint.
     *
     * @param source how this lookup got the record
     */
    public void proven(CatalogueEntry entry, Source source, Endpoint endpoint, ProofKind kind) {
        synchronized (this) {
            InstanceId instance = entry.record().instance();
            claimed.remove(instance);
            proven.putIfAbsent(instance, new ResolvedInstance(entry, source, endpoint, kind, clock.since(openedAt)));
        }
        endIfOver();
    }

    /** Notes that a registered answer could not be verified. */
    public void unproven(CatalogueEntry entry, String reason) {
        synchronized (this) {
            claimed.remove(entry.record().instance(), entry.record().sequence());
            note(obstacles, reason);
        }
        endIfOver();
    }

    /** Notes an answer that cannot be trusted. */
    public synchronized void refused(String reason) {
        note(refusals, reason);
    }

    /** Notes that this road brings no more answers. */
    public void ended(Road road) {
        synchronized (this) {
            roadsOpen.remove(road);
        }
        endIfOver();
    }

    /** Notes that this road brings no more answers, and why. */
    public void ended(Road road, String reason) {
        synchronized (this) {
            note(obstacles, reason);
        }
        ended(road);
    }

    /** Ends the collect window: what is proven by now is the result, if anything is. */
    void endWindow() {
        synchronized (this) {
            windowOver = true;
        }
        endIfOver();
    }

    /** Ends the lookup at its time-out with what is proven by now. */
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
