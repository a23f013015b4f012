package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.Leases;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Sweeps up the leases that are over; the body becomes their number. */
public final class ExpireLeases implements Processor {

    private final Leases leases;

    public ExpireLeases(Leases leases) {
        this.leases = leases;
    }

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody(leases.expire());
    }
}
