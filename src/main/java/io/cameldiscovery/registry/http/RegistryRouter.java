package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.registry.api.ProtectiveHeaders;
import io.cameldiscovery.registry.interop.ServeConsul;
import io.cameldiscovery.registry.interop.ServePrometheus;
import io.cameldiscovery.registry.lookup.ServeLookups;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The chain of handlers that a request to the registry passes, in order. */
public final class RegistryRouter {

    private static final HttpAnswer STARTING = HttpAnswer.of(
                    Problem.STARTING, "ask again in a second, or ask another registry")
            .with("Retry-After", "1");
    private static final HttpAnswer STOPPING = HttpAnswer.of(
                    Problem.STOPPING, "ask another registry, or ask again when this one has started again")
            .with("Retry-After", "3")
            .with("Connection", "close");
    /** In which requests to routes come to their end once the registry stops. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
    static final HttpAnswer NO_PATH = HttpAnswer.of(
            Problem.MALFORMED, "begin the path with /, write % as %25, and two hexadecimal digits after any other %");

    private static final CharSequence HSTS_HEADER = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence HSTS = HttpHeaders.createOptimized("max-age=31536000");

    private final boolean tls;
    private final RequestRates rates;
    private final LookupAccess access;
    private final LargeBodies largeBodies;
    private final ServeLookups lookups;
    private final Optional<ServeConsul> consul;
    private final Optional<ServePrometheus> prometheus;
    private Handler<RoutingContext> measure = RoutingContext::next;
    /** Requests on their way to a route, or in one. */
    private final Set<RoutingContext> underWay = ConcurrentHashMap.newKeySet();
    /** What everybody is told, unless requests are let in. */
    private volatile @Nullable HttpAnswer closed = STARTING;

    /**
     * @param tls whether the server uses TLS
     * @param consul serves Consul's API, if enabled
     * @param prometheus serves Prometheus' targets, if enabled
     */
    public RegistryRouter(
            boolean tls,
            RequestRates rates,
            LookupAccess access,
            LargeBodies largeBodies,
            ServeLookups lookups,
            Optional<ServeConsul> consul,
            Optional<ServePrometheus> prometheus) {
        this.tls = tls;
        this.rates = rates;
        this.access = access;
        this.largeBodies = largeBodies;
        this.lookups = lookups;
        this.consul = consul;
        this.prometheus = prometheus;
    }

    /** Adds the handler that counts and times requests. To be called before the start. */
    public void measure(Handler<RoutingContext> with) {
        measure = with;
    }

    /** Opens the registry: earlier requests are answered 503, so that clients retry. */
    void open() {
        closed = null;
    }

    /**
     * Lets nobody in any more, answers all who wait, and returns when the routes have answered, or a moment is over: without
     * their routes, which go now, requests would be told that there is nothing.
     */
    void stop() {
        closed = STOPPING;
        lookups.stop();
        long deadline = System.nanoTime() + GRACE.toNanos();
        try {
            while (!underWay.isEmpty() && System.nanoTime() - deadline < 0) {
                Thread.sleep(LOOK_AGAIN.toMillis());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The request handler of a server.
     *
     * @param routes the router to which Camel adds its routes
     */
    Handler<HttpServerRequest> over(Router routes) {
        chain(routes);
        return request -> {
            ResponseDate.add(request.response());
            HttpAnswer ambiguity = RequestForm.ambiguity(request);
            if (ambiguity != null) {
                RequestForm.refuse(request, ambiguity);
            } else if (isClosed(request.response())) {
                return;
            } else if (!RequestForm.isPath(request.path())) {
                Answering.end(request.response(), NO_PATH);
            } else {
                routes.handle(request);
            }
        };
    }

    /** A route that is added later runs after the existing ones and before the {@code last} one. */
    private void chain(Router routes) {
        routes.route()
                .handler(RequestForm::takeHeadAsGet)
                .handler(measure)
                .handler(this::protect)
                .handler(rates)
                .handler(access)
                .handler(RequestForm::refuseOddQuery);
        // The most frequent requests come first, and need no header to be parsed.
        routes.get("/v1/services/:service").handler(lookups::findService);
        routes.route().handler(RequestForm::refuseOddHeaders);
        routes.get("/v1/services").handler(lookups::listServices);
        routes.get("/v1/services/:service/instances/:instance").handler(lookups::findInstance);
        consul.ifPresent(answers -> {
            routes.get("/v1/agent/self").handler(answers::describeAgent);
            routes.get("/v1/catalog/services").handler(answers::listServices);
            routes.get("/v1/catalog/service/:service").handler(answers::findService);
            routes.get("/v1/health/service/:service").handler(answers::checkService);
        });
        prometheus.ifPresent(answers -> routes.get("/v1/prometheus/targets").handler(answers::listTargets));
        routes.post(LargeBodies.PATH).consumes("application/json").handler(largeBodies);
        routes.route().handler(this::admit);
        // Here Camel adds the routes of routes/registry, of which serve-registry names the paths.
        routes.route().last().handler(request -> StrayRequests.answer(request, routes.getRoutes()));
        routes.route().failureHandler(StrayRequests::answerFailure);
    }

    /** Whether it was answered that nobody is let in. */
    private boolean isClosed(HttpServerResponse response) {
        HttpAnswer why = closed;
        if (why != null) {
            Answering.end(response, why);
        }
        return why != null;
    }

    /** Once more: it may have been let in, and its content have come later. */
    private void admit(RoutingContext request) {
        request.addEndHandler(ended -> underWay.remove(request));
        underWay.add(request);
        if (!isClosed(request.response())) {
            request.next();
        }
    }

    private void protect(RoutingContext request) {
        MultiMap headers = request.response().headers();
        ProtectiveHeaders.set(headers);
        if (tls) {
            headers.set(HSTS_HEADER, HSTS);
        }
        request.next();
    }
}
