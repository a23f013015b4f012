package io.cameldiscovery.camel;

import io.cameldiscovery.http.Answering;
import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Brings requests into the form that Vert.x finds routes by, and refuses those that it cannot take apart: it would fail, and
 * log each as a failure of its own. Becomes active with the context's HTTP servers, that for management too, if it has any.
 */
public final class HttpRequests extends EventNotifierSupport {

    private static final int BEFORE_THE_ENTRANCE = -2000;

    /** And before all that reads the query. */
    private static final int BEHIND_THE_ENTRANCE = -900;

    /** Which look at no header that has to be taken apart. */
    private static final int BEHIND_LOOKUPS = -400;

    public HttpRequests() {
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
        context.getRegistry().findByType(VertxPlatformHttpRouter.class).forEach(HttpRequests::prepare);
    }

    private static void prepare(VertxPlatformHttpRouter router) {
        router.route().order(BEFORE_THE_ENTRANCE).handler(HttpRequests::takeHeadAsGet);
        router.route().order(BEHIND_THE_ENTRANCE).handler(HttpRequests::refuseOddQuery);
        router.route().order(BEHIND_LOOKUPS).handler(HttpRequests::refuseOddHeaders);
    }

    /** Vert.x sends the headers alone (RFC 9110 section 9.3.2). Those of events never end, so there are none. */
    private static void takeHeadAsGet(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.method().equals(HttpMethod.HEAD)) {
            request.headers().remove(HttpHeaders.ACCEPT);
            context.reroute(HttpMethod.GET, request.uri());
        } else {
            context.next();
        }
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
        lowerContentType(request.request());
        if (isRead(request)) {
            request.next();
        } else {
            Answering.end(
                    request.response(),
                    HttpAnswer.of(
                            Problem.MALFORMED, "write Accept and Content-Type as RFC 9110 says, or leave them out"));
        }
    }

    /** Vert.x compares media types by the letter, against RFC 9110 section 8.3.1. */
    private static void lowerContentType(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.equals(type.toLowerCase(Locale.ROOT))) {
            request.headers().set(HttpHeaders.CONTENT_TYPE, type.toLowerCase(Locale.ROOT));
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
