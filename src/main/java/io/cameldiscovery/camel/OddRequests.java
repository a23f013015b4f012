package io.cameldiscovery.camel;

import io.cameldiscovery.http.Answering;
import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Problem;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Refuses requests with a query or headers that Vert.x cannot take apart. It would do so while it looks for a route, fail,
 * and log each failure as its own. Becomes active with the context's HTTP servers, that for management too, if it has any.
 */
public final class OddRequests extends EventNotifierSupport {

    /** And before all that reads the query. */
    private static final int BEHIND_THE_ENTRANCE = -900;

    /** Which look at no header that has to be taken apart. */
    private static final int BEHIND_LOOKUPS = -400;

    public OddRequests() {
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
        context.getRegistry().findByType(VertxPlatformHttpRouter.class).forEach(router -> {
            router.route().order(BEHIND_THE_ENTRANCE).handler(OddRequests::refuseOddQuery);
            router.route().order(BEHIND_LOOKUPS).handler(OddRequests::refuseOddHeaders);
        });
    }

    private static void refuseOddQuery(RoutingContext request) {
        String query = request.request().query();
        if (query != null && query.indexOf('%') >= 0 && !isDecoded(request)) {
            Answering.end(
                    request.response(),
                    HttpAnswer.of(Problem.BAD_QUERY, "write % as %25, and two hexadecimal digits after any other %"));
        } else {
            request.next();
        }
    }

    private static boolean isDecoded(RoutingContext request) {
        try {
            return request.request().params() != null;
        } catch (IllegalArgumentException odd) {
            return false;
        }
    }

    private static void refuseOddHeaders(RoutingContext request) {
        if (isRead(request)) {
            request.next();
        } else {
            Answering.end(
                    request.response(),
                    HttpAnswer.of(
                            Problem.MALFORMED, "write Accept and Content-Type as RFC 9110 says, or leave them out"));
        }
    }

    private static boolean isRead(RoutingContext request) {
        try {
            return request.parsedHeaders().contentType().value() != null;
        } catch (RuntimeException odd) {
            return false;
        }
    }
}
