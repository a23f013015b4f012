package io.cameldiscovery.registry.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts and times requests by operation and status. */
public final class MeasureRequests implements Handler<RoutingContext> {

    private static final String METRIC = "discovery." + "registry.request";

    private static final Duration[] STEPS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2500)
    };

    private record Kind(String operation, int status) {}

    private final MeterRegistry meters;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    public MeasureRequests(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void handle(RoutingContext request) {
        long since = System.nanoTime();
        var unused = request.addEndHandler(ended -> record(request, System.nanoTime() - since));
        request.next();
    }

    private void record(RoutingContext request, long nanos) {
        Kind kind = new Kind(operation(request.request()), request.response().getStatusCode());
        timers.computeIfAbsent(kind, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Kind kind) {
        return Timer.builder(METRIC)
                .description("Requests by HTTP, and the time that they took")
                .tag("operation", kind.operation())
                .tag("status", Integer.toString(kind.status()))
                .serviceLevelObjectives(STEPS)
                .register(meters);
    }

    /** A fixed list: clients must not be able to create label values. */
    private static String operation(HttpServerRequest request) {
        String path = request.path();
        boolean ours = path != null && path.startsWith("/v1/");
        if (!ours) {
            return "other";
        } else if (request.method().equals(HttpMethod.PUT)) {
            return "register";
        } else if (request.method().equals(HttpMethod.DELETE)) {
            return "withdraw";
        } else if (!request.method().equals(HttpMethod.GET)) {
            return "other";
        }
        // These wait for a change: their duration says nothing about this registry.
        return waits(request) ? "watch" : "look-up";
    }

    private static boolean waits(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        String query = request.query();
        return (accept != null && accept.contains("text/event-stream"))
                || (query != null && (query.contains("wait=") || query.contains("index=")));
    }
}
