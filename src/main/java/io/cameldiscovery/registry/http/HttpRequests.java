package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.core.http.HttpHeaders;
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

    private static final int FIRST = -1000;

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
        if (!router.isMainServer()) {
            router.head("/*").order(FIRST).handler(HeadRequest::takeAsGet);
        }
        router.route().order(BEHIND_THE_ENTRANCE).handler(HttpRequests::refuseOddQuery);
        router.route().order(BEHIND_LOOKUPS).handler(HttpRequests::refuseOddHeaders);
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
        simplifyContentType(request.request());
        if (isRead(request)) {
            request.next();
        } else {
            Answering.end(
                    request.response(),
                    HttpAnswer.of(
                            Problem.MALFORMED, "write Accept and Content-Type as RFC 9110 says, or leave them out"));
        }
    }

    /**
     * Vert.x compares media types by the letter, against RFC 9110 section 8.3.1, and Camel fails on a charset that it does not
     * know. What is sent here has none: tokens are ASCII, JSON is UTF-8.
     */
    private static void simplifyContentType(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null) {
            int parameters = type.indexOf(';');
            String plain = (parameters < 0 ? type : type.substring(0, parameters))
                    .strip()
                    .toLowerCase(Locale.ROOT);
            if (!plain.equals(type)) {
                request.headers().set(HttpHeaders.CONTENT_TYPE, plain);
            }
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
