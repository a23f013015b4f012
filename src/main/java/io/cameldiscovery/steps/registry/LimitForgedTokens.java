package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.ForgedTokens;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Refuses a request of a source that sent many forged tokens. */
public final class LimitForgedTokens implements Processor {

    private final ForgedTokens forged;
    private final ClientAddress clients;

    public LimitForgedTokens(ForgedTokens forged, ClientAddress clients) {
        this.forged = forged;
        this.clients = clients;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        Outcome.Refused refusal = forged.refusal(clients.of(exchange));
        if (refusal != null) {
            throw new RefusedRequestException(refusal);
        }
    }
}
