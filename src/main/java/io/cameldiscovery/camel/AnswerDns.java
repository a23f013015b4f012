package io.cameldiscovery.camel;

import io.cameldiscovery.dns.DnsResponder;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Replaces a DNS query by its answer, or by nothing where none is to be sent. */
public final class AnswerDns {

    private final DnsResponder responder;

    public AnswerDns(DnsResponder responder) {
        this.responder = responder;
    }

    /** For a query that came as a datagram. */
    public void datagram(Exchange exchange) {
        InetSocketAddress sender = Facts.sender(exchange);
        byte[] query = exchange.getMessage().getBody(byte[].class);
        answer(exchange, query == null || sender == null ? null : responder.answerDatagram(query, sender.getAddress()));
    }

    /** For a query that came over a connection. */
    public void stream(Exchange exchange) {
        byte[] query = exchange.getMessage().getBody(byte[].class);
        answer(exchange, query == null ? null : responder.answerStream(query));
    }

    private static void answer(Exchange exchange, byte @Nullable [] answer) {
        exchange.getMessage().setBody(answer);
    }
}
