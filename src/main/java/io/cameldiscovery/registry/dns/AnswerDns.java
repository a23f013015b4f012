package io.cameldiscovery.registry.dns;

import io.cameldiscovery.steps.MessageContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetAddress;
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

    /** For queries over UDP. */
    public AsyncProcessor datagrams() {
        return new Step() {
            @Override
            CompletableFuture<Optional<byte[]>> answer(byte[] query, InetAddress source) {
                return responder.answerDatagram(query, source);
            }

            @Override
            Runnable hold(Exchange exchange) {
                return () -> {};
            }
        };
    }

    /** For queries over TCP: one at a time per connection. */
    public AsyncProcessor streams() {
        return new Step() {
            @Override
            CompletableFuture<Optional<byte[]>> answer(byte[] query, InetAddress source) {
                return responder.answerStream(query, source);
            }

            @Override
            Runnable hold(Exchange exchange) {
                ChannelHandlerContext context = exchange.getMessage()
                        .getHeader(NettyConstants.NETTY_CHANNEL_HANDLER_CONTEXT, ChannelHandlerContext.class);
                if (context == null) {
                    return () -> {};
                }
                Channel channel = context.channel();
                channel.config().setAutoRead(false);
                return () -> channel.eventLoop().execute(() -> channel.config().setAutoRead(channel.isWritable()));
            }
        };
    }

    private abstract static class Step extends AsyncProcessorSupport {

        abstract CompletableFuture<Optional<byte[]>> answer(byte[] query, InetAddress source);

        /** Pauses reading from the connection; the result resumes it. */
        abstract Runnable hold(Exchange exchange);

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            InetSocketAddress sender = MessageContext.sender(exchange);
            byte[] query = exchange.getMessage().getBody(byte[].class);
            CompletableFuture<Optional<byte[]>> answer = query == null || sender == null
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : answer(query, sender.getAddress());
            boolean atOnce = answer.isDone();
            Runnable goOn = atOnce ? () -> {} : hold(exchange);
            var unused = answer.whenComplete((made, failure) -> {
                exchange.getMessage().setBody(failure == null ? made.orElse(null) : null);
                callback.done(atOnce);
                goOn.run();
            });
            return atOnce;
        }
    }
}
