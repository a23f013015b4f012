package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.TokenAdmission;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Replaces a trusted announcement by its lease, which counts once it is durable; one that is not the newest is refused. */
public final class GrantLease implements Processor {

    private final Registry registry;

    public GrantLease(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        Message message = exchange.getMessage();
        message.setBody(registry.grant(message.getBody(TokenAdmission.Admitted.class)));
    }
}
