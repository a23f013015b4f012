package io.cameldiscovery.camel;

import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.responder.Responder;
import io.cameldiscovery.timing.RateLimit;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Replaces a probe by its proof; stops when it is for another instance. */
public final class MatchProbe implements Processor {

    private final Responder responder;
    private final RateLimit<String> skewed;
    private final Drops drops;

    /** @param skewed limits the proofs for probes whose clock is off: these may be replays */
    public MatchProbe(Responder responder, RateLimit<String> skewed, Drops drops) {
        this.responder = responder;
        this.skewed = skewed;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        if (!Facts.timely(exchange) && !skewed.allows("all")) {
            drops.countQuietly("not-timely");
            Facts.stop(exchange);
            return;
        }
        Optional<Proof> proof = responder.prove(Facts.message(exchange, Probe.class));
        if (proof.isPresent()) {
            exchange.getMessage().setBody(proof.get());
        } else {
            Facts.stop(exchange);
        }
    }
}
