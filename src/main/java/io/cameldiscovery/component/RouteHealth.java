package io.cameldiscovery.component;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.jspecify.annotations.Nullable;

/** The health of a route: its own checks and further named ones. Refreshed once a second. Thread-safe. */
final class RouteHealth {

    private static final long VALID_NANOS = 1_000_000_000;

    private final CamelContext context;
    private final List<String> routes;
    private final List<String> named;
    private volatile @Nullable Finding last;

    /**
     * @param routes ids of routes, whose own checks count if there are any
     * @param named ids of further checks, separated by commas, or null
     */
    RouteHealth(CamelContext context, List<String> routes, @Nullable String named) {
        this.context = context;
        this.routes = List.copyOf(routes);
        this.named = named == null
                ? List.of()
                : Arrays.stream(named.split(","))
                        .map(String::strip)
                        .filter(id -> !id.isEmpty())
                        .toList();
    }

    boolean isUp() {
        Finding before = last;
        long now = System.nanoTime();
        if (before != null && now - before.at < VALID_NANOS) {
            return before.up;
        }
        boolean up = ask();
        last = new Finding(up, now);
        return up;
    }

    /** @throws IllegalStateException if a named check does not exist */
    private boolean ask() {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        List<HealthCheck> checks = new ArrayList<>();
        for (String route : routes) {
            checks.addAll(find(registry, "route:" + route));
            checks.addAll(find(registry, "consumer:" + route));
        }
        for (String id : named) {
            List<HealthCheck> found = find(registry, id);
            if (found.isEmpty()) {
                throw new IllegalStateException("there is no health check '" + id
                        + "': add camel-health, set camel.health.enabled=true, and name one of its checks");
            }
            checks.addAll(found);
        }
        return checks.stream().allMatch(check -> check.call().getState() != HealthCheck.State.DOWN);
    }

    private static List<HealthCheck> find(@Nullable HealthCheckRegistry registry, String id) {
        if (registry == null) {
            return List.of();
        }
        return registry.stream()
                .filter(check -> check.getId().equals(id) && check.isEnabled())
                .toList();
    }

    private record Finding(boolean up, long at) {}
}
