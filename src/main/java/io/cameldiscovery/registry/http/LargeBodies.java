package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.ConcurrencyLimit;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.InetAddress;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Takes longer bodies at the one address that has use for them, a few at a time, since each is held in memory until it is
 * answered; at all others {@code camel.server.maxBodySize} holds. A body that is read once is not read again, so this only
 * has to come before the route.
 */
public final class LargeBodies extends EventNotifierSupport {

    static final String PATH = "/v1/leases";

    /** Behind what every request passes, before all routes, which Vert.x numbers from 0. */
    private static final int BEFORE_ROUTES = -1;

    private static final int AT_A_TIME = 16;
    private static final int OF_ONE_SOURCE = 4;

    private final BodyHandler body;
    private final ClientAddress askers;
    private final ConcurrencyLimit crowd = ConcurrencyLimit.ofLargeBodies(AT_A_TIME, OF_ONE_SOURCE);

    /** @param maxOctets longest body; a longer one is answered 413 unread */
    public LargeBodies(int maxOctets, ClientAddress askers) {
        this.body = BodyHandler.create(false).setBodyLimit(maxOctets);
        this.askers = askers;
        // Camel then makes no event for each message.
        setIgnoreExchangeEvents(true);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelEvent.CamelContextRoutesStartedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        CamelContext context = ((CamelEvent.CamelContextRoutesStartedEvent) event).getContext();
        context.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .forEach(this::prepare);
    }

    private void prepare(VertxPlatformHttpRouter router) {
        router.post(PATH).order(BEFORE_ROUTES).consumes("application/json").handler(this::read);
    }

    private void read(RoutingContext request) {
        InetAddress source = askers.of(request.request());
        Outcome.Refused full = crowd.enter(source);
        if (full == null) {
            request.addEndHandler(ended -> crowd.leave(source));
            body.handle(request);
        } else {
            // What follows is not read.
            Answering.end(request.response(), HttpAnswer.of(full).with("Connection", "close"));
        }
    }
}
