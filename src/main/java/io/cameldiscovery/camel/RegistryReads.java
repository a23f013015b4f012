package io.cameldiscovery.camel;

import io.cameldiscovery.http.Askers;
import io.cameldiscovery.interop.ConsulCatalogue;
import io.cameldiscovery.registry.Crowd;
import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.WatchTerms;
import io.vertx.ext.web.Router;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the registry answers without a route: all that may be waited for. Becomes active with the context's HTTP server,
 * if it has one, and answers all who still wait when the context stops.
 */
public final class RegistryReads extends EventNotifierSupport {

    private final Crowd crowd;
    private final HeldRequests held;
    private final ServeLookups lookups;
    private final Optional<ServeConsul> consul;

    /**
     * @param records for filters; null if they must not look into records
     * @param consul what clients of Consul are told; nothing if there are none
     */
    public RegistryReads(
            Registry registry,
            @Nullable Records records,
            WatchTerms terms,
            Askers askers,
            Optional<ConsulCatalogue> consul) {
        // Camel then makes no event for each message.
        setIgnoreExchangeEvents(true);
        this.crowd = Crowd.ofWatches(terms.most(), terms.mostOfOne());
        this.held = new HeldRequests(registry.changes(), crowd, askers);
        this.lookups = new ServeLookups(registry, records, terms, crowd, askers, held);
        this.consul =
                consul.map(catalogue -> new ServeConsul(catalogue, registry.changes(), held, terms.longestWait()));
    }

    /** How many watch at this moment. */
    public int watches() {
        return crowd.size();
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

    private void addTo(Router router) {
        lookups.addTo(router);
        consul.ifPresent(one -> one.addTo(router));
    }
}
