package io.cameldiscovery.steps.server;

import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.server.Responder;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.steps.MessageContext;
import io.cameldiscovery.timing.RateLimit;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Replaces a query by its answer; leaves no body if there is none. */
public final class MatchQuery implements Processor {

    private final Responder responder;
    private final RateLimit<String> skewed;
    private final DropCounters drops;

    /** @param skewed limits the answers to queries whose clock is off: these may be replays */
    public MatchQuery(Responder responder, RateLimit<String> skewed, DropCounters drops) {
        this.responder = responder;
        this.skewed = skewed;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        if (!MessageContext.timely(exchange) && !skewed.allows("all")) {
            drop(exchange, "not-timely");
            return;
        }
        Optional<Response> answer = responder.answer(MessageContext.message(exchange, Query.class));
        if (answer.isEmpty()) {
            drop(exchange, "known-answer");
        } else {
            exchange.getMessage().setBody(answer.get());
        }
    }

    private void drop(Exchange exchange, String reason) {
        drops.countQuietly(reason);
        MessageContext.silence(exchange);
    }
}
