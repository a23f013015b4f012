package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.ConcurrencyLimit;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Accepts longer bodies at the one path that needs them, a few at a time, since each is held in memory until it is
 * answered; at all others {@code camel.server.maxBodySize} holds. A body that is read once is not read again, so this only
 * has to come before the route.
 */
public final class LargeBodies implements Handler<RoutingContext> {

    static final String PATH = "/v1/leases";

    private static final int AT_A_TIME = 16;
    private static final int OF_ONE_CLIENT = 4;
    private static final Duration LATER = Duration.ofSeconds(10);

    private final BodyHandler body;
    private final ClientAddress clients;
    private final ConcurrencyLimit inMemory = new ConcurrencyLimit(AT_A_TIME, OF_ONE_CLIENT);

    /** @param maxOctets longest body; a longer one is answered 413 unread */
    public LargeBodies(int maxOctets, ClientAddress clients) {
        this.body = BodyHandler.create(false).setBodyLimit(maxOctets);
        this.clients = clients;
    }

    @Override
    public void handle(RoutingContext request) {
        InetAddress client = clients.of(request.request());
        ConcurrencyLimit.Exceeded exceeded = inMemory.enter(client);
        if (exceeded == null) {
            request.addEndHandler(ended -> inMemory.leave(client));
            body.handle(request);
        } else {
            // What follows is not read.
            Answering.end(request.response(), HttpAnswer.of(refusal(exceeded)).with("Connection", "close"));
        }
    }

    private static Outcome.Refused refusal(ConcurrencyLimit.Exceeded exceeded) {
        return switch (exceeded) {
            case IN_ALL ->
                new Outcome.Refused(Problem.BUSY, "at most " + AT_A_TIME + " may send many tokens at a time", LATER);
            case FROM_ONE_SOURCE ->
                new Outcome.Refused(
                        Problem.TOO_MANY_REQUESTS,
                        "at most " + OF_ONE_CLIENT + " may send many tokens from one address at a time",
                        LATER);
        };
    }
}
