package io.cameldiscovery.client;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The services that routes of this node use, and when their instances must be proven again, so that the routes
 * find them warm. Thread-safe.
 */
public final class ServicesInUse {

    /** A proof younger than this share of the refresh interval is not renewed. */
    private static final double FRESH = 0.5;

    private static final double JITTER = 0.2;
    /** Longest pause between queries while nobody on the LAN offers the service; new servers announce themselves. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final Catalogue catalogue;
    private final SelectionSettings settings;
    private final Duration longestLookup;
    private final Backoff silence;
    private final Jitter jitter;
    private final MonotonicClock clock;
    private final Map<ServiceName, Use> uses = new ConcurrentHashMap<>();

    /** @param longestLookup after which a lookup has ended in any case */
    public ServicesInUse(
            Catalogue catalogue,
            SelectionSettings settings,
            Duration longestLookup,
            Jitter jitter,
            MonotonicClock clock) {
        this.catalogue = catalogue;
        this.settings = settings;
        this.longestLookup = longestLookup;
        this.silence = new Backoff(settings.refreshInterval(), 2, LONGEST_SILENCE);
        this.jitter = jitter;
        this.clock = clock;
    }

    /** Notes that a route uses this service. */
    public void use(ServiceName service) {
        uses.compute(service, (name, use) -> {
            Use now = use == null ? new Use() : use;
            now.flows++;
            return now;
        });
    }

    /** Notes that a route has stopped using this service. */
    public void release(ServiceName service) {
        uses.computeIfPresent(service, (name, use) -> --use.flows > 0 ? use : null);
    }

    public Set<ServiceName> services() {
        return Set.copyOf(uses.keySet());
    }

    /** The requests that are due: one per service until it is answered or overdue. */
    public List<Question> due() {
        return uses.entrySet().stream()
                .flatMap(entry -> due(entry.getKey(), entry.getValue()).stream())
                .toList();
    }

    /** Notes the answer to a request. */
    public void answered(Resolution resolution) {
        Use use = uses.get(resolution.service());
        if (use != null) {
            use.answered(resolution instanceof Resolution.Found);
        }
    }

    private Optional<Question> due(ServiceName service, Use use) {
        List<CatalogueEntry> live = catalogue.live(service);
        boolean warm = live.stream().anyMatch(entry -> entry.verification().isPresent());
        boolean unproven = live.stream().anyMatch(entry -> entry.verification().isEmpty());
        boolean known = !live.isEmpty() || !catalogue.known(service).isEmpty();
        Set<Road> roads = use.roads(known, unproven, warm);
        return roads.isEmpty() ? Optional.empty() : Optional.of(question(service, roads));
    }

    private Question question(ServiceName service, Set<Road> roads) {
        Duration fresh = Duration.ofNanos(Math.round(settings.refreshInterval().toNanos() * FRESH));
        return new Question(service, true, roads, fresh);
    }

    private final class Use {
        /** Guarded by the map. */
        private int flows;

        private boolean asked;
        private boolean lanAsked;
        /** Queries in a row after which no instance was known by any road. */
        private int silences;

        private long answerBy;
        private long refreshAt = clock.nanos();
        private long registryAt = refreshAt;
        private long lanAt = refreshAt;

        /** The roads to take now; none if nothing is due. */
        synchronized Set<Road> roads(boolean known, boolean unproven, boolean warm) {
            long now = clock.nanos();
            if (asked && answerBy - now > 0) {
                return Set.of();
            }
            // What is warm announces itself to the LAN, but who comes to use it may not have heard of all yet.
            boolean lan = (!warm || !lanAsked) && now - lanAt >= 0;
            boolean registry = now - registryAt >= 0;
            boolean refresh = known && (unproven || now - refreshAt >= 0);
            if (!lan && !registry && !refresh) {
                return Set.of();
            }
            // By whichever road: what is known is proven along with it.
            EnumSet<Road> roads = EnumSet.of(Road.CACHE);
            refreshAt = next(now, settings.refreshInterval());
            if (lan) {
                roads.add(Road.LAN);
                lanAsked = true;
                lanAt = next(now, silence.after(silences));
                silences++;
            }
            if (registry) {
                roads.add(Road.REGISTRY);
                registryAt = next(now, settings.registryInterval());
            }
            asked = true;
            answerBy = now + longestLookup.multipliedBy(2).toNanos();
            return roads;
        }

        synchronized void answered(boolean found) {
            asked = false;
            if (found) {
                silences = 0;
            }
        }

        private long next(long now, Duration after) {
            return now + jitter.around(after, JITTER).toNanos();
        }
    }
}
