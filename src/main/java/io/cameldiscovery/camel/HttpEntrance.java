package io.cameldiscovery.camel;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * What every request to a registry passes before any route sees it. Is in place before the first route is, so that no
 * request slips through.
 */
public final class HttpEntrance extends EventNotifierSupport {

    private static final int BEFORE_ALL_OTHERS = -1000;

    private final List<Handler<RoutingContext>> guards = new ArrayList<>();

    public HttpEntrance() {
        // Camel then makes no event for each message.
        setIgnoreExchangeEvents(true);
    }

    /** Has all requests counted and timed. */
    public HttpEntrance measuring(MeterRegistry meters) {
        guards.add(new MeasureRequests(meters));
        return this;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelEvent.CamelContextRoutesStartingEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        var registry = ((CamelEvent.CamelContextRoutesStartingEvent) event)
                .getContext()
                .getRegistry();
        registry.findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .forEach(this::guard);
    }

    private void guard(VertxPlatformHttpRouter router) {
        for (int i = 0; i < guards.size(); i++) {
            router.route().order(BEFORE_ALL_OTHERS + i).handler(guards.get(i));
        }
    }
}
