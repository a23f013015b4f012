package io.cameldiscovery.camel;

import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.responder.Responder;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Replaces a probe by its proof; stops when it is for another instance. */
public final class MatchProbe implements Processor {

    private final Responder responder;

    public MatchProbe(Responder responder) {
        this.responder = responder;
    }

    @Override
    public void process(Exchange exchange) {
        Optional<Proof> proof = responder.prove(Facts.message(exchange, Probe.class));
        if (proof.isPresent()) {
            exchange.getMessage().setBody(proof.get());
        } else {
            Facts.stop(exchange);
        }
    }
}
