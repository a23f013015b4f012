package io.cameldiscovery.camel;

import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Outcome;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A request with a token as body, about the instance that the path names; answered when the registry has an outcome. It
 * waits for that, which takes the store's time-out at most: the HTTP server gives each request a thread until it is
 * answered, and to hand it to another one meanwhile would only cost.
 */
abstract class LeaseRequest implements Processor {

    abstract Outcome outcome(String token, String service, String instance);

    @Override
    public final void process(Exchange exchange) {
        String service = HttpReply.pathParameter(exchange, "service");
        String instance = HttpReply.pathParameter(exchange, "instance");
        HttpReply.write(exchange, HttpAnswer.of(outcome(HttpReply.body(exchange), service, instance)));
    }
}
