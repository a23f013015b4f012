package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Registry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Takes the instance that the path names out of use. */
public final class DrainInstance implements Processor {

    private final Registry registry;

    public DrainInstance(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) {
        HttpReply.write(
                exchange,
                HttpAnswer.of(registry.drain(
                        HttpReply.pathParameter(exchange, "service"), HttpReply.pathParameter(exchange, "instance"))));
    }
}
