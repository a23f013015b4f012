package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.Offer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Announces a service while its route runs: from when the route's consumer listens, until it stops, is suspended, or one
 * of its health checks is down; looked at ten times a second, the checks once a second. Several routes may share one
 * policy; then all of them must run. The start fails with an {@link IllegalArgumentException} when service or endpoints are
 * missing or malformed, and with an {@link IllegalStateException} when somebody else announces the service.
 */
public class AnnounceRoutePolicy extends RoutePolicySupport implements CamelContextAware {

    private @Nullable CamelContext context;
    private @Nullable String service;
    private @Nullable String endpoints;
    private Map<String, String> metadata = new HashMap<>();
    private @Nullable String healthChecks;

    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private @Nullable Announcement announcement;
    private @Nullable RouteHealth health;

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        context = camelContext;
    }

    public @Nullable String getService() {
        return service;
    }

    /** The name of the service, such as {@code orders}. Required. */
    public void setService(@Nullable String service) {
        this.service = service;
    }

    public @Nullable String getEndpoints() {
        return endpoints;
    }

    /**
     * The URIs at which the service is reached, best first, with commas between; {@code {address}} stands for every usable
     * address of this host. Required.
     */
    public void setEndpoints(@Nullable String endpoints) {
        this.endpoints = endpoints;
    }

    public Map<String, String> getMetadata() {
        return metadata;
    }

    /** Free text by key, told to others. */
    public void setMetadata(Map<String, String> metadata) {
        this.metadata = metadata;
    }

    public @Nullable String getHealthChecks() {
        return healthChecks;
    }

    /**
     * Ids of further health checks, with commas between; those of the routes themselves always count. While one of them
     * does not exist, nothing is announced, and the log says so.
     */
    public void setHealthChecks(@Nullable String healthChecks) {
        this.healthChecks = healthChecks;
    }

    @Override
    public void onInit(Route route) {
        super.onInit(route);
        offer();
        routes.put(route.getRouteId(), route);
    }

    @Override
    public synchronized void onStart(Route route) {
        running.add(route.getRouteId());
        if (announcement == null) {
            CamelContext camel = route.getCamelContext();
            announcement = DiscoveryComponent.of(camel)
                    .announcements()
                    .add(
                            "route '" + String.join("', '", new TreeSet<>(routes.keySet())) + "'",
                            offer(),
                            this::isWell,
                            told -> {});
        }
        health = new RouteHealth(route.getCamelContext(), List.copyOf(routes.keySet()), healthChecks);
    }

    @Override
    public void onResume(Route route) {
        running.add(route.getRouteId());
    }

    @Override
    public void onSuspend(Route route) {
        halted(route);
    }

    @Override
    public void onStop(Route route) {
        halted(route);
    }

    @Override
    public synchronized void onRemove(Route route) {
        halted(route);
        routes.remove(route.getRouteId());
        Announcement last = announcement;
        if (routes.isEmpty() && last != null) {
            announcement = null;
            DiscoveryComponent.of(route.getCamelContext()).announcements().remove(last);
        }
    }

    private void halted(Route route) {
        running.remove(route.getRouteId());
        Announcement current = announcement;
        if (current != null) {
            current.review();
        }
    }

    private boolean isWell() {
        RouteHealth checks = health;
        return !routes.isEmpty()
                && running.containsAll(routes.keySet())
                && routes.values().stream().allMatch(AnnounceRoutePolicy::listens)
                && checks != null
                && checks.isUp();
    }

    private static boolean listens(Route route) {
        return !(route.getConsumer() instanceof StatefulService consumer)
                || (consumer.isStarted() && !consumer.isSuspended());
    }

    private Offer offer() {
        if (service == null || endpoints == null) {
            throw new IllegalArgumentException("the route policy that announces needs the properties service, such as"
                    + " orders, and endpoints, such as http://{address}:8080/");
        }
        return Announcements.offer(DiscoveryComponent.name(service), endpoints, metadata);
    }
}
