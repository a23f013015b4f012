package io.cameldiscovery.camel;

import io.cameldiscovery.http.Askers;
import io.cameldiscovery.registry.ForgedTokens;
import io.cameldiscovery.registry.HttpAnswer;
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

    private final Askers askers;
    private final ForgedTokens forged;

    TokenRequest(Askers askers, ForgedTokens forged) {
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
