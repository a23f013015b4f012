package io.cameldiscovery.steps.server;

import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.steps.MessageContext;
import io.cameldiscovery.token.Inspection;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Matches, and counts, a signed answer that is much larger than the query of the stranger who asked: the sender's
 * address may be forged, and its owner is not to be flooded.
 */
public final class AnswerLimit implements Predicate {

    /** The values of {@code discovery.responder.queries}: whose queries are answered. */
    public enum Queries {
        /** Those of the keys in the trust file. */
        TRUSTED,
        /** Those of everybody. */
        ANY;

        /** Whether a message passes without verification. */
        public boolean openTo(Inspection.Unverified unverified) {
            return this == ANY && unverified.message() instanceof Query && !unverified.keyKnown();
        }
    }

    private final double amplification;
    private final DropCounters drops;

    /** @param amplification how many times as large as the query an answer may be */
    public AnswerLimit(double amplification, DropCounters drops) {
        this.amplification = amplification;
        this.drops = drops;
    }

    @Override
    public boolean matches(Exchange exchange) {
        Inspection.Unverified stranger = MessageContext.stranger(exchange);
        if (stranger == null) {
            return false;
        }
        int answer = exchange.getMessage().getBody(String.class).length();
        if (answer <= amplification * stranger.token().length()) {
            return false;
        }
        drops.countQuietly("amplification");
        return true;
    }
}
