package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.SourceNetwork;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.timing.RateLimit;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** How often one source may ask: lookups, and apart from them all that costs a signature or a write. */
public final class RequestRates {

    private final RateLimit<InetAddress> lookups;
    private final RateLimit<InetAddress> others;
    private final ClientAddress askers;

    public RequestRates(HttpServerSettings limits, ClientAddress askers, MonotonicClock clock) {
        this.lookups = new RateLimit<>(limits.lookupRate(), limits.lookupBurst(), clock);
        this.others = new RateLimit<>(limits.registrationRate(), limits.registrationBurst(), clock);
        this.askers = askers;
    }

    /** Counts so many registrations more than the one request that they came in. */
    public void charge(InetAddress source, int more) {
        others.charge(SourceNetwork.of(source), more);
    }

    /** What the request is told, or null if it may pass. */
    @Nullable
    HttpAnswer refuse(HttpServerRequest request, boolean lookup) {
        RateLimit<InetAddress> limit = lookup ? lookups : others;
        if (limit.allows(SourceNetwork.of(askers.of(request)))) {
            return null;
        }
        return HttpAnswer.of(Problem.TOO_MANY_REQUESTS, "this address asks more often than this registry allows")
                .with("Retry-After", "1");
    }
}
