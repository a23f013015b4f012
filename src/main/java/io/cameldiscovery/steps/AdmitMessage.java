package io.cameldiscovery.steps;

import io.cameldiscovery.token.Inspection;
import io.cameldiscovery.token.RecentlySeen;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Drops, before any cryptography, what is of no use here: a copy of a datagram that came from the same address by another
 * road a moment ago, and what the node's gates refuse.
 */
public final class AdmitMessage implements Processor {

    private static final int MARK_LENGTH = 22;

    private final RecentlySeen copies;
    private final List<MessageFilter> gates;
    private final DropCounters drops;

    /** @param copies remembers tokens for the fraction of a second in which copies of one datagram arrive */
    public AdmitMessage(RecentlySeen copies, List<MessageFilter> gates, DropCounters drops) {
        this.copies = copies;
        this.gates = List.copyOf(gates);
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        Inspection.Unverified unverified = exchange.getMessage().getBody(Inspection.Unverified.class);
        InetSocketAddress sender = MessageContext.sender(exchange);
        if (!copies.firstTime(mark(unverified.token(), sender))) {
            drop(exchange, "copy");
            return;
        }
        for (MessageFilter gate : gates) {
            Optional<String> reason = gate.refuse(unverified.message(), sender);
            if (reason.isPresent()) {
                drop(exchange, reason.get());
                return;
            }
        }
    }

    /** The end of a token is its signature or authentication tag, and differs wherever the token does. */
    private static String mark(String token, @Nullable InetSocketAddress sender) {
        String end = token.substring(Math.max(0, token.length() - MARK_LENGTH));
        return sender == null ? end : end + sender.getAddress().hashCode();
    }

    private void drop(Exchange exchange, String reason) {
        drops.countQuietly(reason);
        MessageContext.stop(exchange);
    }
}
