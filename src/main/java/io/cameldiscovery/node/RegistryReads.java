package io.cameldiscovery.node;

import io.cameldiscovery.registry.ConcurrencyLimit;
import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.HttpExchange;
import io.cameldiscovery.registry.interop.ConsulCatalogue;
import io.cameldiscovery.registry.interop.PrometheusTargets;
import io.cameldiscovery.registry.interop.ServeConsul;
import io.cameldiscovery.registry.interop.ServePrometheus;
import io.cameldiscovery.registry.lookup.LongPolls;
import io.cameldiscovery.registry.lookup.ServeLookups;
import io.cameldiscovery.registry.lookup.WatchSettings;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the registry answers without a route: all that is read, since much of it may be waited for, and none of it must wait
 * for registrations. Becomes active with the context's HTTP server,
 * if it has one, and answers all who still wait when the context stops.
 */
public final class RegistryReads extends EventNotifierSupport {

    private final ConcurrencyLimit crowd;
    private final LongPolls held;
    private final ServeLookups lookups;
    private final Optional<ServeConsul> consul;
    private final Optional<ServePrometheus> prometheus;

    /**
     * @param records for filters; null if they must not look into records
     * @param consul what clients of Consul are told; nothing if there are none
     * @param prometheus what Prometheus is told; nothing if it is not answered
     */
    public RegistryReads(
            Registry registry,
            @Nullable Records records,
            WatchSettings terms,
            ClientAddress askers,
            Optional<ConsulCatalogue> consul,
            Optional<PrometheusTargets> prometheus) {
        // Camel then makes no event for each message.
        setIgnoreExchangeEvents(true);
        this.crowd = ConcurrencyLimit.ofWatches(terms.most(), terms.mostOfOne());
        this.held = new LongPolls(registry.changes(), crowd, askers);
        this.lookups = new ServeLookups(registry, records, terms, crowd, askers, held);
        this.consul =
                consul.map(catalogue -> new ServeConsul(catalogue, registry.changes(), held, terms.longestWait()));
        this.prometheus = prometheus.map(targets -> new ServePrometheus(targets, registry));
    }

    /** Those who watch at this moment. */
    public ConcurrencyLimit watches() {
        return crowd;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelEvent.CamelContextRoutesStartedEvent
                || event instanceof CamelEvent.CamelContextStoppingEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof CamelEvent.CamelContextStoppingEvent) {
            held.stop();
            lookups.stop();
            return;
        }
        CamelContext context = ((CamelEvent.CamelContextRoutesStartedEvent) event).getContext();
        context.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .forEach(this::addTo);
    }

    private void addTo(VertxPlatformHttpRouter router) {
        lookups.addTo(router);
        consul.ifPresent(one -> one.addTo(router));
        prometheus.ifPresent(one -> one.addTo(router));
        HttpExchange.giveWorkers(router);
    }
}
