package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.registry.ConcurrencyLimit;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits concurrent watches (long polls and event streams together), in all and per client. */
public final class WatchLimit {

    private static final Duration LATER = Duration.ofSeconds(10);

    private final WatchSettings settings;
    private final ClientAddress clients;
    private final ConcurrencyLimit watching;

    public WatchLimit(WatchSettings settings, ClientAddress clients) {
        this.settings = settings;
        this.clients = clients;
        this.watching = new ConcurrencyLimit(settings.most(), settings.mostOfOne());
    }

    /** How many watch now. */
    public int size() {
        return watching.size();
    }

    /** @return to be run once the request does not watch any more; null if it was refused, and answered so */
    @Nullable
    Runnable enter(RoutingContext request) {
        InetAddress client = clients.of(request.request());
        ConcurrencyLimit.Exceeded exceeded = watching.enter(client);
        if (exceeded != null) {
            HttpExchange.reply(request, HttpAnswer.of(refusal(exceeded)));
            return null;
        }
        return () -> watching.leave(client);
    }

    private Outcome.Refused refusal(ConcurrencyLimit.Exceeded exceeded) {
        return switch (exceeded) {
            case IN_ALL ->
                new Outcome.Refused(Problem.WATCHES_FULL, "at most " + settings.most() + " may watch at a time", LATER);
            case FROM_ONE_SOURCE ->
                new Outcome.Refused(
                        Problem.TOO_MANY_WATCHES,
                        "at most " + settings.mostOfOne() + " may watch from one address at a time",
                        LATER);
        };
    }
}
