package io.cameldiscovery.steps;

import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.token.Inspection;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.Verdict;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Lets a message pass that is signed by a trusted key which may say it; leaves no body of any other, and counts it. */
public final class VerifyToken implements Processor {

    /** Told what was refused and why, so that a lookup can say why it found nothing. */
    @FunctionalInterface
    public interface RefusalListener {
        void refused(Exchange exchange, DiscoveryMessage message, String reason);
    }

    private final TokenVerifier verifier;
    private final Predicate<Inspection.Unverified> openTo;
    private final RefusalListener onRefusal;
    private final DropCounters drops;

    /** @param openTo lets messages of strangers pass as such, not verified */
    public VerifyToken(
            TokenVerifier verifier,
            Predicate<Inspection.Unverified> openTo,
            RefusalListener onRefusal,
            DropCounters drops) {
        this.verifier = verifier;
        this.openTo = openTo;
        this.onRefusal = onRefusal;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        Inspection.Unverified unverified = exchange.getMessage().getBody(Inspection.Unverified.class);
        if (openTo.test(unverified)) {
            MessageContext.stranger(exchange, unverified);
            exchange.getMessage().setBody(unverified.message());
            return;
        }
        Verdict verdict = verifier.verify(unverified);
        if (verdict instanceof Verdict.Trusted trusted) {
            MessageContext.trusted(exchange, trusted);
            exchange.getMessage().setBody(trusted.message());
        } else if (verdict instanceof Verdict.Refused refused) {
            InetSocketAddress sender = MessageContext.sender(exchange);
            String road = sender == null
                    ? MessageContext.source(exchange).label()
                    : sender.getAddress().getHostAddress();
            onRefusal.refused(
                    exchange,
                    unverified.message(),
                    refused.reason().label() + " from " + road + ": " + refused.detail());
            drops.count(refused.reason().label(), refused.detail(), sender);
            MessageContext.silence(exchange);
        }
    }
}
