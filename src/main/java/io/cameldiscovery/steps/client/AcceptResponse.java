package io.cameldiscovery.steps.client;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.client.Claim;
import io.cameldiscovery.client.Lookup;
import io.cameldiscovery.client.Lookups;
import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Proven;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.steps.MessageContext;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The steps of {@code accept-response}. Thread-safe. */
public final class AcceptResponse {

    private final Lookups lookups;
    private final VerifyInstance verify;

    public AcceptResponse(Lookups lookups, VerifyInstance verify) {
        this.lookups = lookups;
        this.verify = verify;
    }

    /** Makes the body the lookup that the response answers; none if this node asked nothing of the kind. */
    public void findLookup(Exchange exchange) {
        Lookup lookup = lookupOf(MessageContext.message(exchange, Response.class));
        if (lookup != null) {
            MessageContext.lookup(exchange, lookup);
        }
        exchange.getMessage().setBody(lookup);
    }

    /** Proves the address that the response came from, or makes the body a claim to be verified; none if it says nothing new. */
    public void prove(Exchange exchange) {
        Response response = MessageContext.message(exchange, Response.class);
        CatalogueEntry entry = MessageContext.entry(exchange);
        InetSocketAddress sender = MessageContext.sender(exchange);
        Claim claim = null;
        if (entry != null
                && sender != null
                && !response.record().sequence().isAfter(entry.record().sequence())) {
            claim = verify.response(MessageContext.lookup(exchange), entry, MessageContext.source(exchange), sender)
                    .orElse(null);
        }
        exchange.getMessage().setBody(claim);
    }

    /** Makes the body the receipt of the response. */
    public void acknowledge(Exchange exchange) {
        Response response = MessageContext.message(exchange, Response.class);
        exchange.getMessage()
                .setBody(new Acknowledgment(response.nonce(), response.record().instance()));
    }

    /** Whether that statement answers a query of this node, and so was made just now. */
    public boolean asked(Proven answer) {
        return lookupOf(answer) != null;
    }

    /** Tells the lookup, if one is concerned, of an answer that cannot be trusted. */
    public void refused(Exchange exchange, DiscoveryMessage message, String reason) {
        Lookup lookup = message instanceof Proven proven
                ? lookups.find(proven.nonce()).orElse(null)
                : MessageContext.lookupIfAny(exchange);
        if (lookup != null) {
            lookup.refused(reason);
        }
    }

    /** The lookup whose nonce and service those are. */
    private @Nullable Lookup lookupOf(Proven answer) {
        return lookups.find(answer.nonce())
                .filter(lookup -> lookup.service().equals(answer.record().service()))
                .orElse(null);
    }
}
