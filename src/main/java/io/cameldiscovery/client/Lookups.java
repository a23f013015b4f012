package io.cameldiscovery.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The node's lookups by nonce, kept while answers may still arrive. Thread-safe. */
public final class Lookups {

    private static final int MAX_LOOKUPS = 100_000;
    /** How long after its end a lookup's responses are still acknowledged. */
    private static final Duration AFTERMATH = Duration.ofSeconds(10);

    private final Cache<Nonce, Lookup> byNonce;
    private final RandomGenerator random;
    private final MonotonicClock clock;
    private final ScheduledExecutorService timer;
    private final Duration timeout;
    private final Duration collectWindow;
    private final ResolutionCounts counts = new ResolutionCounts();

    /**
     * @param random must be unpredictable: nonces are drawn from it
     * @param timer ends lookups
     * @param timeout the longest that a lookup takes
     * @param collectWindow how long answers are collected when all instances are wanted
     */
    public Lookups(
            RandomGenerator random,
            MonotonicClock clock,
            ScheduledExecutorService timer,
            Duration timeout,
            Duration collectWindow) {
        this.random = random;
        this.clock = clock;
        this.timer = timer;
        this.timeout = timeout;
        this.collectWindow = collectWindow;
        this.byNonce = Caffeine.newBuilder()
                .maximumSize(MAX_LOOKUPS)
                .expireAfterWrite(timeout.plus(AFTERMATH))
                .build();
    }

    /** Starts a lookup on these roads. It ends by itself. */
    public Lookup open(ServiceName service, boolean all, Set<Road> roads) {
        Lookup lookup = new Lookup(service, Nonce.random(random), all, roads, clock);
        byNonce.put(lookup.nonce(), lookup);
        lookup.resolution().thenAccept(counts::count);
        schedule(lookup, lookup::timeOut, timeout);
        if (all) {
            schedule(lookup, lookup::endWindow, collectWindow);
        }
        return lookup;
    }

    /** Counts of results. */
    public ResolutionCounts counts() {
        return counts;
    }

    private void schedule(Lookup lookup, Runnable end, Duration after) {
        var scheduled = timer.schedule(end, after.toNanos(), TimeUnit.NANOSECONDS);
        lookup.resolution().thenRun(() -> scheduled.cancel(false));
    }

    /** The lookup with this nonce, open or recently ended; empty if there is none. */
    public Optional<Lookup> find(Nonce nonce) {
        return Optional.ofNullable(byNonce.getIfPresent(nonce));
    }
}
