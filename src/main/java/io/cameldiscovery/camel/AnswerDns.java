package io.cameldiscovery.camel;

import io.cameldiscovery.dns.DnsResponder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.component.netty.NettyConstants;
import org.apache.camel.support.AsyncProcessorSupport;

/** Replaces a DNS query by its answer, or by nothing where none is to be sent. */
public final class AnswerDns {

    private final DnsResponder responder;

    public AnswerDns(DnsResponder responder) {
        this.responder = responder;
    }

    /** For queries that come as datagrams. */
    public AsyncProcessor datagrams() {
        return new Step() {
            @Override
            CompletableFuture<Optional<byte[]>> answer(Exchange exchange, byte[] query, InetSocketAddress sender) {
                return responder.answerDatagram(query, sender.getAddress());
            }
        };
    }

    /** For queries that come over connections. */
    public AsyncProcessor streams() {
        return new Step() {
            @Override
            CompletableFuture<Optional<byte[]>> answer(Exchange exchange, byte[] query, InetSocketAddress sender) {
                CompletableFuture<Optional<byte[]>> answer = responder.answerStream(query, sender.getAddress());
                if (!answer.isDone()) {
                    holdOthers(exchange, answer);
                }
                return answer;
            }
        };
    }

    /** One answer that takes a while on each connection, so that no client has many under way. */
    private static void holdOthers(Exchange exchange, CompletableFuture<?> answer) {
        ChannelHandlerContext context = exchange.getMessage()
                .getHeader(NettyConstants.NETTY_CHANNEL_HANDLER_CONTEXT, ChannelHandlerContext.class);
        if (context != null) {
            Channel channel = context.channel();
            channel.config().setAutoRead(false);
            var unused = answer.whenComplete((done, failure) ->
                    channel.eventLoop().execute(() -> channel.config().setAutoRead(channel.isWritable())));
        }
    }

    private abstract static class Step extends AsyncProcessorSupport {

        abstract CompletableFuture<Optional<byte[]>> answer(Exchange exchange, byte[] query, InetSocketAddress sender);

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            InetSocketAddress sender = Facts.sender(exchange);
            byte[] query = exchange.getMessage().getBody(byte[].class);
            if (query == null || sender == null) {
                exchange.getMessage().setBody(null);
                callback.done(true);
                return true;
            }
            CompletableFuture<Optional<byte[]>> answer = answer(exchange, query, sender);
            boolean atOnce = answer.isDone();
            var unused = answer.whenComplete((made, failure) -> {
                exchange.getMessage().setBody(failure == null ? made.orElse(null) : null);
                callback.done(atOnce);
            });
            return atOnce;
        }
    }
}
