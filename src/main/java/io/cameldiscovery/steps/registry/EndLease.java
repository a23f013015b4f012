package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.TokenAdmission;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Ends the lease of an instance by its trusted goodbye, which counts once it is durable. */
public final class EndLease implements Processor {

    private final Registry registry;

    public EndLease(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        Message message = exchange.getMessage();
        message.setBody(registry.end(message.getBody(TokenAdmission.Admitted.class)));
    }
}
