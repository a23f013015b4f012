package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.api.AdminGate;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.steps.DropCounters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Refuses a request that does not show the admin token, and counts it. */
public final class RequireAdmin implements Processor {

    private final AdminGate gate;
    private final ClientAddress clients;
    private final DropCounters drops;

    public RequireAdmin(AdminGate gate, ClientAddress clients, DropCounters drops) {
        this.gate = gate;
        this.clients = clients;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        InetAddress source = clients.of(exchange);
        Outcome.Refused refusal = gate.refusal(AdminGate.authorization(exchange), source);
        if (refusal != null) {
            drops.count(refusal.problem().slug(), "an admin request", new InetSocketAddress(source, 0));
            throw new RefusedRequestException(refusal);
        }
    }
}
