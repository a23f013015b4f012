package io.cameldiscovery.steps.server;

import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.steps.MessageContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** The key that all copies of one attempt of a query share, on any road. */
public final class QueryAttempt extends ExpressionAdapter {

    @Override
    public Object evaluate(Exchange exchange) {
        Query query = MessageContext.message(exchange, Query.class);
        return query.nonce().value() + "/" + query.attempt();
    }
}
