package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.PercentEncoding;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests into the form that Vert.x finds routes by, and refuses those that it cannot take apart: it would fail, and
 * log each as a failure of its own.
 */
public final class RequestForm {

    private static final int BEFORE_THE_ROUTES_THAT_ARE_THERE = Integer.MIN_VALUE;
    private static final Pattern COMMA = Pattern.compile("[ \\t]*,[ \\t]*");
    /** RFC 9110 section 7.2, as far as it matters: a host and a port, and nothing that belongs to another part of a URI. */
    private static final Pattern HOST = Pattern.compile("[^\\s/@,?#\\\\]*");

    private static final HttpAnswer NOTHING = HttpAnswer.of(Problem.NOT_FOUND, "look at /health and /metrics");

    private RequestForm() {}

    /** Does the same for the servers of a started context that Camel made by itself, such as that of management. */
    public static void applyToOtherServers(CamelContext context) {
        for (VertxPlatformHttpRouter router : context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            // Camel puts its own router below another, which fails first on a target that is no path.
            if (!RegistryServer.isOwn(router.getServer())
                    && router.getServer().getServer().requestHandler() instanceof Router all) {
                applyTo(all, router.isManagementServer());
            }
        }
    }

    private static void applyTo(Router router, boolean management) {
        Route first = router.route().order(BEFORE_THE_ROUTES_THAT_ARE_THERE).handler(RequestForm::refuseOddPath);
        if (management) {
            // With a handler for it Vert.x logs nothing of a target that does not begin as a path.
            router.errorHandler(Problem.NOT_FOUND.status(), request -> Answering.end(request.response(), NOTHING));
            first.handler(ResponseDate::add)
                    .handler(RequestForm::refuseUnclearEnd)
                    .handler(RequestForm::takeHeadAsGet);
        }
        first.handler(RequestForm::refuseOddQuery).handler(RequestForm::refuseOddHeaders);
    }

    /**
     * Who sends a request that others may read in another way, such as a proxy on its way here, may have hidden a second one
     * in it (RFC 9112 section 11.2): the connection is not read on.
     *
     * @return null if there is one host (section 3.2), and one way to tell where the content ends (section 6.3)
     */
    static @Nullable HttpAnswer ambiguity(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
        if (hosts.size() > 1
                || (hosts.isEmpty() && request.version() == HttpVersion.HTTP_1_1)
                || !hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
            return HttpAnswer.of(Problem.MALFORMED, "send one Host, a name or address with its port");
        }
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? ambiguousCoding(request) : null;
    }

    private static @Nullable HttpAnswer ambiguousCoding(HttpServerRequest request) {
        String all = String.join(",", request.headers().getAll(HttpHeaders.TRANSFER_ENCODING));
        List<String> codings = List.of(COMMA.split(all.toLowerCase(Locale.ROOT), -1));
        if (request.version() != HttpVersion.HTTP_1_1
                || codings.indexOf("chunked") != codings.size() - 1
                || request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            return HttpAnswer.of(
                    Problem.MALFORMED, "send a Content-Length, or chunks (RFC 9112 section 7.1), and not both");
        }
        return codings.size() == 1
                ? null
                : HttpAnswer.of(Problem.UNKNOWN_TRANSFER_CODING, "send chunks alone (RFC 9112 section 7.1)");
    }

    /** Answers a request, and lets none follow on its connection. */
    static void refuse(HttpServerRequest request, HttpAnswer answer) {
        Answering.end(request.response(), answer.with("Connection", "close"));
        var unused = request.connection().close();
    }

    /** For servers that take no content: where chunks end, they need not find out. */
    private static void refuseUnclearEnd(RoutingContext request) {
        HttpAnswer unclear = ambiguity(request.request());
        if (unclear != null) {
            refuse(request.request(), unclear);
        } else if (request.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            refuse(request.request(), HttpAnswer.of(Problem.TOO_LARGE, "nothing here takes content"));
        } else {
            request.next();
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
            // Of a target with scheme and host (RFC 9112 section 3.2.2) what counts here.
            String query = request.request().query();
            request.reroute(HttpMethod.GET, request.request().path() + (query == null ? "" : "?" + query));
        } else {
            request.next();
        }
    }

    private static void refuseOddPath(RoutingContext request) {
        if (isPath(request.request().path())) {
            request.next();
        } else {
            Answering.end(request.response(), RegistryRouter.NO_PATH);
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
