package io.cameldiscovery.steps.server;

import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.steps.MessageContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** What the copies of one attempt of a query have in common, by whatever road they come. */
public final class QueryAttempt extends ExpressionAdapter {

    @Override
    public Object evaluate(Exchange exchange) {
        Query query = MessageContext.message(exchange, Query.class);
        return query.nonce().value() + "/" + query.attempt();
    }
}
