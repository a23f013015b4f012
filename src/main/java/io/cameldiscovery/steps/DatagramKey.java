package io.cameldiscovery.steps;

import io.cameldiscovery.token.Inspection;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/**
 * What the copies of one datagram have in common: the opened token and the address of its sender. The same token from
 * another address is no copy, since it may prove that address.
 */
public final class DatagramKey extends ExpressionAdapter {

    private static final int END = 22;

    @Override
    public Object evaluate(Exchange exchange) {
        String token =
                exchange.getMessage().getBody(Inspection.Unverified.class).token();
        // The end of a token is its signature or authentication tag, and differs wherever the token does.
        String end = token.substring(Math.max(0, token.length() - END));
        InetSocketAddress sender = MessageContext.sender(exchange);
        return sender == null ? end : end + sender.getAddress().hashCode();
    }
}
