package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.Registry;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Waits until the store has written what the step before asked of it: the body becomes the outcome. */
public final class AwaitDurable implements Processor {

    private final Registry registry;

    public AwaitDurable(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        Message message = exchange.getMessage();
        message.setBody(registry.awaitDurable(message.getBody(Registry.Pending.class)));
    }
}
