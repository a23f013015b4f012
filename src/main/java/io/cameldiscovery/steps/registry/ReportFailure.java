package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.steps.DropCounters;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts a request whose route failed, and logs that now and then, at debug with the whole story; the client is not told how. */
public final class ReportFailure implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ReportFailure.class);
    private static final Outcome FAILED = Outcome.Refused.of(Problem.INTERNAL, "its log says why");

    private final DropCounters drops;

    public ReportFailure(DropCounters drops) {
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        Exception cause = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class);
        String route = exchange.getFromRouteId();
        drops.count("failure", "route " + route + ": " + cause, null);
        LOG.debug("Failed in route {}", route, cause);
        exchange.getMessage().setBody(FAILED);
    }
}
