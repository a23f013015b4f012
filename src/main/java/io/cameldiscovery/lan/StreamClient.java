package io.cameldiscovery.lan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends a request over TCP: one line out, one line back. The connection is closed when the future completes: by an
 * answer, an error, the time-out or cancellation.
 */
public final class StreamClient {

    private final EventLoopGroup workers;
    private final int maxAnswer;

    /**
     * @param workers complete the futures; owned by the caller
     * @param maxAnswer the longest line that is accepted, in octets
     */
    public StreamClient(EventLoopGroup workers, int maxAnswer) {
        this.workers = workers;
        this.maxAnswer = maxAnswer;
    }

    /**
     * Sends a line and waits for one.
     *
     * @param line without its end
     * @return the answer without its end; fails with a {@link TimeoutException} after that time, and with an exception of
     *     the network, of a line that is too long, or of a peer that closes before it has answered
     */
    public CompletableFuture<String> ask(InetSocketAddress peer, String line, Duration timeout) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        connect(peer, timeout, answer, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new LineBasedFrameDecoder(maxAnswer, true, true), new Question(line, answer));
            }
        });
        return answer;
    }

    /** Proves that something listens at that address; fails as {@link #ask} does. */
    public CompletableFuture<Void> connect(InetSocketAddress peer, Duration timeout) {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        connect(peer, timeout, connected, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                connected.complete(null);
            }
        });
        return connected;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a connection that has served
    private void connect(
            InetSocketAddress peer, Duration timeout, CompletableFuture<?> result, ChannelHandler handler) {
        try {
            ScheduledFuture<?> alarm = workers.schedule(
                    () -> result.completeExceptionally(new TimeoutException("no answer from " + peer)),
                    timeout.toMillis(),
                    TimeUnit.MILLISECONDS);
            ChannelFuture connection = new Bootstrap()
                    .group(workers)
                    .channel(NioSocketChannel.class)
                    .handler(handler)
                    .connect(peer);
            connection.addListener(attempt -> failUnlessSuccessful(attempt, result));
            result.whenComplete((ignored, error) -> {
                alarm.cancel(false);
                connection.channel().close();
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
    }

    private static void failUnlessSuccessful(Future<?> attempt, CompletableFuture<?> result) {
        if (!attempt.isSuccess()) {
            result.completeExceptionally(attempt.cause());
        }
    }

    /** Sends its line when connected; the first line received is the answer. */
    private static final class Question extends SimpleChannelInboundHandler<ByteBuf> {

        private final String line;
        private final CompletableFuture<String> answer;

        Question(String line, CompletableFuture<String> answer) {
            this.line = line;
            this.answer = answer;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.copiedBuffer(line + "\n", UTF_8))
                    .addListener(writing -> failUnlessSuccessful(writing, answer));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf received) {
            answer.complete(received.toString(UTF_8));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answer.completeExceptionally(new EOFException("the peer closed before it had answered"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }
}
