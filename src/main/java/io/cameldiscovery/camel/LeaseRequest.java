package io.cameldiscovery.camel;

import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Outcome;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A request with a token as body, about the instance that the path names; answered when the registry has an outcome. It
 * waits for that, which takes the store's time-out at most: the HTTP server gives each request a thread until it is
 * answered, and to hand it to another one meanwhile would only cost.
 */
abstract class LeaseRequest implements Processor {

    abstract CompletionStage<Outcome> outcome(String token, String service, String instance);

    @Override
    public final void process(Exchange exchange) throws Exception {
        String service = HttpReply.pathParameter(exchange, "service");
        String instance = HttpReply.pathParameter(exchange, "instance");
        HttpReply.write(exchange, HttpAnswer.of(answered(outcome(HttpReply.body(exchange), service, instance))));
    }

    private static Outcome answered(CompletionStage<Outcome> outcome) throws Exception {
        try {
            return outcome.toCompletableFuture().get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        }
    }
}
