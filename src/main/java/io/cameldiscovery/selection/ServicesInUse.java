package io.cameldiscovery.selection;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.resolver.Question;
import io.cameldiscovery.resolver.Resolution;
import io.cameldiscovery.resolver.Road;
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
 * The services that message flows of this node use, and when their instances are to be proven again, so that the flows
 * find them warm. Thread-safe.
 */
public final class ServicesInUse {

    /** A proof that is younger than this share of the refresh interval needs no renewal. */
    private static final double FRESH = 0.5;

    private static final double JITTER = 0.2;
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final Catalogue catalogue;
    private final Rhythm rhythm;
    private final Backoff silence;
    private final Jitter jitter;
    private final MonotonicClock clock;
    private final Map<ServiceName, Use> uses = new ConcurrentHashMap<>();

    /**
     * How often what is done.
     *
     * @param refresh time between proofs of an instance
     * @param registry time between questions to the registry
     * @param lookup the longest that a lookup takes
     */
    public record Rhythm(Duration refresh, Duration registry, Duration lookup) {}

    public ServicesInUse(Catalogue catalogue, Rhythm rhythm, Jitter jitter, MonotonicClock clock) {
        this.catalogue = catalogue;
        this.rhythm = rhythm;
        this.silence = new Backoff(rhythm.refresh, 2, LONGEST_SILENCE);
        this.jitter = jitter;
        this.clock = clock;
    }

    /** A flow uses that service from now on. */
    public void use(ServiceName service) {
        uses.compute(service, (name, use) -> {
            Use now = use == null ? new Use() : use;
            now.flows++;
            return now;
        });
    }

    /** A flow does not use that service any more. */
    public void release(ServiceName service) {
        uses.computeIfPresent(service, (name, use) -> --use.flows > 0 ? use : null);
    }

    public Set<ServiceName> services() {
        return Set.copyOf(uses.keySet());
    }

    /** What is to be asked now, each given out once until it is answered. */
    public List<Question> due() {
        return uses.entrySet().stream()
                .flatMap(entry -> due(entry.getKey(), entry.getValue()).stream())
                .toList();
    }

    /** That question was answered. */
    public void answered(Resolution resolution) {
        Use use = uses.get(resolution.service());
        if (use != null) {
            use.answered(resolution instanceof Resolution.Found);
        }
    }

    private Optional<Question> due(ServiceName service, Use use) {
        boolean known = !catalogue.known(service).isEmpty();
        boolean unproven = catalogue.live(service).stream()
                .anyMatch(entry -> entry.verification().isEmpty());
        boolean warm = catalogue.live(service).stream()
                .anyMatch(entry -> entry.verification().isPresent());
        Set<Road> roads = use.roads(known, unproven, warm);
        return roads.isEmpty() ? Optional.empty() : Optional.of(question(service, roads));
    }

    private Question question(ServiceName service, Set<Road> roads) {
        Duration fresh = Duration.ofNanos(Math.round(rhythm.refresh.toNanos() * FRESH));
        return new Question(service, true, roads, fresh);
    }

    private final class Use {
        private int flows;
        private boolean asked;
        private int failures;
        private long answerBy;
        private long refreshAt = clock.nanos();
        private long registryAt = refreshAt;
        private long lanAt = refreshAt;

        /** The roads to take now; none if nothing is due. */
        synchronized Set<Road> roads(boolean known, boolean unproven, boolean warm) {
            long now = clock.nanos();
            EnumSet<Road> roads = EnumSet.noneOf(Road.class);
            if (asked && answerBy - now > 0) {
                return roads;
            }
            if (known && (unproven || now - refreshAt >= 0)) {
                roads.add(Road.CACHE);
                refreshAt = next(now, rhythm.refresh);
            }
            if (!warm && now - lanAt >= 0) {
                roads.addAll(EnumSet.of(Road.CACHE, Road.LAN));
                lanAt = next(now, silence.after(failures));
            }
            if (now - registryAt >= 0) {
                roads.addAll(EnumSet.of(Road.CACHE, Road.REGISTRY));
                registryAt = next(now, rhythm.registry);
            }
            asked = !roads.isEmpty();
            answerBy = now + rhythm.lookup.multipliedBy(2).toNanos();
            return roads;
        }

        synchronized void answered(boolean found) {
            asked = false;
            failures = found ? 0 : failures + 1;
        }

        private long next(long now, Duration after) {
            return now + jitter.around(after, JITTER).toNanos();
        }
    }
}
