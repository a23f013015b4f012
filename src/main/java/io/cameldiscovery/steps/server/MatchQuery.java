package io.cameldiscovery.steps.server;

import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.server.Responder;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.steps.MessageContext;
import io.cameldiscovery.timing.RateLimit;
import io.cameldiscovery.token.RecentlySeen;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Replaces a query by its answer; stops when there is none, or when this attempt was answered already. */
public final class MatchQuery implements Processor {

    private final Responder responder;
    private final RecentlySeen answered;
    private final RateLimit<String> skewed;
    private final DropCounters drops;

    /**
     * @param answered the attempts that got their answer
     * @param skewed limits the answers to queries whose clock is off: these may be replays
     */
    public MatchQuery(Responder responder, RecentlySeen answered, RateLimit<String> skewed, DropCounters drops) {
        this.responder = responder;
        this.answered = answered;
        this.skewed = skewed;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        Query query = MessageContext.message(exchange, Query.class);
        if (!answered.firstTime(query.nonce().value() + "/" + query.attempt())) {
            drop(exchange, "answered-already");
            return;
        }
        if (!MessageContext.timely(exchange) && !skewed.allows("all")) {
            drop(exchange, "not-timely");
            return;
        }
        Optional<Response> answer = responder.answer(query);
        if (answer.isEmpty()) {
            drop(exchange, "known-answer");
        } else {
            exchange.getMessage().setBody(answer.get());
        }
    }

    private void drop(Exchange exchange, String reason) {
        drops.countQuietly(reason);
        MessageContext.stop(exchange);
    }
}
