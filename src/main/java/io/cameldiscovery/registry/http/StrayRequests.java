package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests that match no route or that Vert.x rejects, with problem details like all others. */
final class StrayRequests {

    private static final Logger LOG = LoggerFactory.getLogger(StrayRequests.class);

    private StrayRequests() {}

    /** @param routes all that there are: the address may be one of theirs, and the method or type of the body not */
    static void answer(RoutingContext request, List<Route> routes) {
        Answering.end(request.response(), reason(request, routes));
    }

    private static HttpAnswer reason(RoutingContext request, List<Route> routes) {
        TreeSet<String> methods = new TreeSet<>();
        for (Route route : routes) {
            Set<HttpMethod> served = route.methods();
            if (served != null && matches(route.getPath(), request.normalizedPath())) {
                served.forEach(method -> methods.add(method.name()));
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        String method = request.request().method().name();
        if (methods.isEmpty()) {
            return HttpAnswer.of(Problem.NOT_FOUND, "services are at /v1/services");
        } else if (methods.contains(method)) {
            return HttpAnswer.of(
                    Problem.UNSUPPORTED_MEDIA_TYPE,
                    "the Content-Type here is " + (isBulk(request) ? "application/json" : "application/jwt"));
        }
        String allowed = String.join(", ", methods);
        return HttpAnswer.of(Problem.METHOD_NOT_ALLOWED, "it takes " + allowed).with("Allow", allowed);
    }

    private static boolean matches(String pattern, String path) {
        String[] expected = pattern == null ? new String[0] : pattern.split("/", -1);
        String[] actual = path.split("/", -1);
        if (expected.length != actual.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            boolean fits = expected[i].startsWith(":") ? !actual[i].isEmpty() : expected[i].equals(actual[i]);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    static void answerFailure(RoutingContext request) {
        if (request.failure() instanceof HttpClosedException) {
            LOG.debug("A client left before its request was complete");
        } else if (request.response().headWritten()) {
            var unused = request.request().connection().close();
        } else {
            Answering.end(request.response(), failure(request));
        }
    }

    private static HttpAnswer failure(RoutingContext request) {
        int status = request.statusCode();
        if (status == Problem.TOO_LARGE.status()) {
            return HttpAnswer.of(Problem.TOO_LARGE, tooLarge(request));
        } else if (isForm(request)) {
            // Vert.x takes forms apart before any route sees them, and fails when they are none.
            return HttpAnswer.of(Problem.UNSUPPORTED_MEDIA_TYPE, "forms are not accepted");
        } else if (status >= 400 && status < 500) {
            return HttpAnswer.of(Problem.MALFORMED, "the request cannot be understood (status " + status + ")");
        }
        if (isReading(request.request())) {
            LOG.debug("The content of a request cannot be read", request.failure());
            return HttpAnswer.of(Problem.MALFORMED, "its content is not as its header says")
                    .with("Connection", "close");
        }
        LOG.error("A request failed before or after its route: {}", String.valueOf(request.failure()));
        return HttpAnswer.of(Problem.INTERNAL, "its log says why");
    }

    /** A route begins when all is there. */
    private static boolean isReading(HttpServerRequest request) {
        return !request.isEnded() && !request.method().equals(HttpMethod.GET);
    }

    private static String tooLarge(RoutingContext request) {
        return isBulk(request) ? "send fewer tokens in one request" : "a token is shorter than that";
    }

    private static boolean isBulk(RoutingContext request) {
        return request.normalizedPath().equals(LargeBodies.PATH);
    }

    private static boolean isForm(RoutingContext request) {
        String header = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String type = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded");
    }
}
