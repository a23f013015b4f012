package io.cameldiscovery.camel;

import io.vertx.ext.web.handler.BodyHandler;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Takes longer bodies at the one address that has use for them; at all others {@code camel.server.maxBodySize} holds. A
 * body that is read once is not read again, so this only has to come before the route.
 */
public final class LargeBodies extends EventNotifierSupport {

    static final String PATH = "/v1/leases";

    /** Behind what every request passes, before all routes, which Vert.x numbers from 0. */
    private static final int BEFORE_ROUTES = -1;

    private final int maxOctets;

    /** @param maxOctets longest body; a longer one is answered 413 unread */
    public LargeBodies(int maxOctets) {
        this.maxOctets = maxOctets;
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
        router.post(PATH)
                .order(BEFORE_ROUTES)
                .consumes("application/json")
                .handler(BodyHandler.create(false).setBodyLimit(maxOctets));
    }
}
