package io.cameldiscovery.steps.server;

import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.server.Responder;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.steps.MessageContext;
import io.cameldiscovery.timing.RateLimit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Replaces a probe by its proof; leaves no body if it is for another instance. */
public final class MatchProbe implements Processor {

    private final Responder responder;
    private final RateLimit<String> skewed;
    private final DropCounters drops;

    /** @param skewed limits the proofs for probes whose clock is off: these may be replays */
    public MatchProbe(Responder responder, RateLimit<String> skewed, DropCounters drops) {
        this.responder = responder;
        this.skewed = skewed;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        if (!MessageContext.timely(exchange) && !skewed.allows("all")) {
            drops.countQuietly("not-timely");
            MessageContext.silence(exchange);
            return;
        }
        Probe probe = MessageContext.message(exchange, Probe.class);
        exchange.getMessage().setBody(responder.prove(probe).orElse(null));
    }
}
