package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.TokenAdmission;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Refuses a registration while more come at once than are taken. */
public final class PaceRegistration implements Processor {

    private final Registry registry;

    public PaceRegistration(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        registry.pace(exchange.getMessage().getBody(TokenAdmission.Admitted.class));
    }
}
