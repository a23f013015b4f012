package io.cameldiscovery.camel;

import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Registry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers with the registered instances of the service that the path names. */
public final class LookUpService implements Processor {

    private final Registry registry;

    public LookUpService(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) {
        HttpAnswer answer = HttpAnswer.of(registry.lookUp(HttpReply.pathParameter(exchange, "service")));
        HttpReply.write(exchange, answer.unlessMatched(exchange.getMessage().getHeader("If-None-Match", String.class)));
    }
}
