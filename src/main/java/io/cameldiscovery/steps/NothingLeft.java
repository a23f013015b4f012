package io.cameldiscovery.steps;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Matches when a step left no body: it refused the message, or there is nothing to answer. In Java, since
 * {@code ${body} == null} makes a text of a body to compare it, which costs as much as half a route.
 */
public final class NothingLeft implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        return exchange.getMessage().getBody() == null;
    }
}
