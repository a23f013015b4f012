package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Registry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Takes the instance that the path names into use again. */
public final class UndrainInstance implements Processor {

    private final Registry registry;

    public UndrainInstance(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) {
        HttpReply.write(
                exchange,
                HttpAnswer.of(registry.undrain(
                        HttpReply.pathParameter(exchange, "service"), HttpReply.pathParameter(exchange, "instance"))));
    }
}
