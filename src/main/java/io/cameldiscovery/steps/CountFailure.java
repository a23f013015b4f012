package io.cameldiscovery.steps;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts a message that failed in a way nobody foresaw. The whole story is in the log at debug. */
public final class CountFailure implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(CountFailure.class);

    private final DropCounters drops;

    public CountFailure(DropCounters drops) {
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        String route = exchange.getFromRouteId();
        drops.count("failure", "route " + route + ": " + failure, MessageContext.sender(exchange));
        LOG.debug("Failed in route {}", route, failure);
    }
}
