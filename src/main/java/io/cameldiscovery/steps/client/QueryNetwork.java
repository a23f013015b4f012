package io.cameldiscovery.steps.client;

import io.cameldiscovery.client.Lookup;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.steps.MessageContext;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;

/** The steps of {@code query-network}. Thread-safe. */
public final class QueryNetwork {

    private final Duration headStart;
    private final Clock clock;

    /** @param headStart how long known records are verified before the LAN is asked */
    public QueryNetwork(Duration headStart, Clock clock) {
        this.headStart = headStart;
        this.clock = clock;
    }

    /** The head start in milliseconds if there are known records. */
    public long headStart(Exchange exchange) {
        return MessageContext.lookup(exchange).hasClaims() ? headStart.toMillis() : 0;
    }

    /** Sets the body to the next query of the lookup, or to null if none is needed. */
    public void nextQuery(Exchange exchange) {
        Lookup lookup = MessageContext.lookup(exchange);
        if (!lookup.isOpen() || !lookup.takes(Road.LAN)) {
            MessageContext.silence(exchange);
            return;
        }
        int attempt = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
        exchange.getMessage().setBody(lookup.query(attempt, clock.instant()));
    }

    /** Notes that the last query was sent to the LAN. */
    public void silent(Exchange exchange) {
        MessageContext.lookup(exchange).ended(Road.LAN, "nobody on the LAN answered");
    }
}
