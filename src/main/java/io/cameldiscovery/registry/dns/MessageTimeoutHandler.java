package io.cameldiscovery.registry.dns;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which no complete message arrived in time, even if parts of one did; and reads
 * no more while answers are waiting to be sent. One for each connection, between the decoders and Camel's handler.
 */
final class MessageTimeoutHandler extends ChannelDuplexHandler {

    private final long nanos;
    private @Nullable ScheduledFuture<?> end;

    MessageTimeoutHandler(Duration time) {
        this.nanos = time.toNanos();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        restart(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        restart(context);
        context.fireChannelRead(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        stop();
        context.close(promise);
    }

    private void restart(ChannelHandlerContext context) {
        stop();
        end = context.executor().schedule(() -> context.close(), nanos, TimeUnit.NANOSECONDS);
    }

    private void stop() {
        ScheduledFuture<?> running = end;
        if (running != null) {
            running.cancel(false);
        }
    }
}
