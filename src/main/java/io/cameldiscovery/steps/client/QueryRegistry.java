package io.cameldiscovery.steps.client;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.client.Claim;
import io.cameldiscovery.client.Lookup;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.steps.MessageContext;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;

/** The steps of {@code query-registry}. Thread-safe. */
public final class QueryRegistry {

    private final QueryNetwork network;
    private final VerifyInstance verify;
    private final Duration headStart;

    /**
     * @param network whose head start comes before this one
     * @param headStart how long the LAN is asked before the registry is
     */
    public QueryRegistry(QueryNetwork network, VerifyInstance verify, Duration headStart) {
        this.network = network;
        this.verify = verify;
        this.headStart = headStart;
    }

    /** The head start in milliseconds for the LAN, if it is queried, and for known records. */
    public long headStart(Exchange exchange) {
        long lan = MessageContext.lookup(exchange).takes(Road.LAN) ? headStart.toMillis() : 0;
        return network.headStart(exchange) + lan;
    }

    /** Whether the lookup needs no answer from a registry. */
    public boolean isNeedless(Exchange exchange) {
        Lookup lookup = MessageContext.lookup(exchange);
        return !lookup.isOpen() || !lookup.takes(Road.REGISTRY);
    }

    /** Makes the body a claim of the learned record, to be verified; none if the lookup knows it already. */
    public void claim(Exchange exchange) {
        CatalogueEntry entry = MessageContext.entry(exchange);
        Optional<Claim> claim = entry == null
                ? Optional.empty()
                : verify.claim(MessageContext.lookup(exchange), entry, MessageContext.source(exchange));
        exchange.getMessage().setBody(claim.orElse(null));
    }

    /** Notes that no registry answered. */
    public void outOfReach(Exchange exchange) {
        MessageContext.lookup(exchange).ended(Road.REGISTRY, "the registry " + Registries.obstacle(exchange));
    }

    /** Notes that the registry's answers are complete. */
    public void ended(Exchange exchange) {
        MessageContext.lookup(exchange).ended(Road.REGISTRY);
    }
}
