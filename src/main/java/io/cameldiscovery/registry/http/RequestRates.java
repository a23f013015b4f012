package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.SourceNetwork;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.timing.RateLimit;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.concurrent.atomic.LongAdder;

/** Rate limits per source: one for lookups, one for requests that cost a signature check or a write. */
public final class RequestRates implements Handler<RoutingContext> {

    private static final HttpAnswer TOO_OFTEN = HttpAnswer.of(
                    Problem.TOO_MANY_REQUESTS, "this address asks more often than this registry allows")
            .with("Retry-After", "1");

    private final RateLimit<InetAddress> lookups;
    private final RateLimit<InetAddress> others;
    private final ClientAddress clients;
    private final LongAdder refused = new LongAdder();

    public RequestRates(HttpServerSettings settings, ClientAddress clients, MonotonicClock clock) {
        this.lookups = new RateLimit<>(settings.lookupRate(), settings.lookupBurst(), clock);
        this.others = new RateLimit<>(settings.registrationRate(), settings.registrationBurst(), clock);
        this.clients = clients;
    }

    /** Charges the further registrations of a bulk request. */
    public void charge(InetAddress source, int more) {
        others.charge(SourceNetwork.of(source), more);
    }

    /** How many requests were refused. */
    public long refused() {
        return refused.sum();
    }

    @Override
    public void handle(RoutingContext request) {
        RateLimit<InetAddress> limit = LookupAccess.isLookup(request.request()) ? lookups : others;
        if (limit.allows(SourceNetwork.of(clients.of(request.request())))) {
            request.next();
        } else {
            refused.increment();
            Answering.end(request.response(), TOO_OFTEN);
        }
    }
}
