package io.cameldiscovery.camel;

import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Outcome;
import java.util.concurrent.CompletionStage;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** A request with a token as body, about the instance that the path names; answered when the registry has an outcome. */
abstract class LeaseRequest extends AsyncProcessorSupport {

    abstract CompletionStage<Outcome> outcome(String token, String service, String instance);

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        var answered = outcome(
                        HttpReply.body(exchange),
                        HttpReply.pathParameter(exchange, "service"),
                        HttpReply.pathParameter(exchange, "instance"))
                .toCompletableFuture();
        if (answered.isDone()) {
            HttpReply.write(exchange, HttpAnswer.of(answered.join()));
            callback.done(true);
            return true;
        }
        // Not on the store's writer thread: the rest of the route must not hold up the next transaction.
        var unused = answered.whenCompleteAsync((outcome, failure) -> {
            if (failure == null) {
                HttpReply.write(exchange, HttpAnswer.of(outcome));
            } else {
                exchange.setException(failure);
            }
            callback.done(false);
        });
        return false;
    }
}
