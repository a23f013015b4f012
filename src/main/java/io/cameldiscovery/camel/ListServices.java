package io.cameldiscovery.camel;

import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Registry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with the services that have a registered instance. */
public final class ListServices implements Processor {

    private final Registry registry;

    public ListServices(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) {
        HttpAnswer answer = HttpAnswer.of(registry.services());
        HttpReply.write(exchange, answer.unlessMatched(exchange.getMessage().getHeader("If-None-Match", String.class)));
    }
}
