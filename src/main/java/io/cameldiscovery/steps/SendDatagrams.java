package io.cameldiscovery.steps;

import java.net.InetSocketAddress;
import org.apache.camel.Exchange;

/** Sends the token in the body. Thread-safe. */
public final class SendDatagrams {

    private final Mailer mailer;

    public SendDatagrams(Mailer mailer) {
        this.mailer = mailer;
    }

    /** To where the message at hand came from; nothing if the body is no token. */
    public void toSender(Exchange exchange) {
        InetSocketAddress sender = MessageContext.sender(exchange);
        if (sender != null && exchange.getMessage().getBody() instanceof String token) {
            mailer.send(token, sender);
        }
    }

    /** To everybody on the LAN. */
    public void toGroup(Exchange exchange) {
        mailer.sendToGroup(exchange.getMessage().getBody(String.class));
    }
}
