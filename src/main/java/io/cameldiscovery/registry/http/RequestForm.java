package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.PercentEncoding;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests into the form that Vert.x finds routes by, and refuses those that it cannot take apart: it would fail, and
 * log each as a failure of its own.
 */
public final class RequestForm {

    private static final int BEFORE_THE_ROUTES_THAT_ARE_THERE = -1;

    private RequestForm() {}

    /** Does the same for the servers of a started context that Camel made by itself, such as that of management. */
    public static void applyToOtherServers(CamelContext context) {
        for (VertxPlatformHttpRouter router : context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            if (!RegistryServer.isOwn(router.getServer())) {
                Route first = router.route().order(BEFORE_THE_ROUTES_THAT_ARE_THERE);
                if (router.isManagementServer()) {
                    first.handler(RequestForm::takeHeadAsGet);
                }
                first.handler(RequestForm::refuseOddQuery).handler(RequestForm::refuseOddHeaders);
            }
        }
    }

    /** Whether the router will be able to read that as a path. */
    static boolean isPath(@Nullable String text) {
        if (text == null || text.isEmpty() || text.charAt(0) != '/') {
            return false;
        }
        return text.indexOf('%') < 0 || PercentEncoding.isSound(text);
    }

    /**
     * A request for the headers alone (RFC 9110 section 9.3.2) begins anew as a GET, whose body Vert.x leaves out then. Events
     * never end: a HEAD gets an answer instead.
     */
    static void takeHeadAsGet(RoutingContext request) {
        if (request.request().method().equals(HttpMethod.HEAD)) {
            request.request().headers().remove(HttpHeaders.ACCEPT);
            request.reroute(HttpMethod.GET, request.request().uri());
        } else {
            request.next();
        }
    }

    static void refuseOddQuery(RoutingContext request) {
        String query = request.request().query();
        if (query != null && !PercentEncoding.isSound(query)) {
            Answering.end(request.response(), HttpAnswer.of(Problem.BAD_QUERY, QueryParameters.UNSOUND));
        } else {
            request.next();
        }
    }

    static void refuseOddHeaders(RoutingContext request) {
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
