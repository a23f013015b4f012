package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Outcome;
import java.net.InetAddress;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * A request with tokens as body; answered when the registry has an outcome. It waits for that, which takes the store's
 * time-out at most: the HTTP server gives each request a thread until it is answered, and to hand it to another one
 * meanwhile would only cost.
 */
abstract class TokenRequest implements Processor {

    private final ClientAddress askers;
    private final ForgedTokens forged;

    TokenRequest(ClientAddress askers, ForgedTokens forged) {
        this.askers = askers;
        this.forged = forged;
    }

    abstract Outcome outcome(Exchange exchange, InetAddress source);

    @Override
    public final void process(Exchange exchange) {
        InetAddress source = askers.of(exchange);
        Outcome outcome = forged.refusal(source);
        if (outcome == null) {
            outcome = outcome(exchange, source);
            forged.note(source, outcome);
        }
        HttpReply.write(exchange, HttpAnswer.of(outcome));
    }
}
