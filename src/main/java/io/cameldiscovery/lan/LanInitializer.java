package io.cameldiscovery.lan;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.nio.AbstractNioChannel;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.Service;
import org.apache.camel.component.netty.DefaultServerInitializerFactory;
import org.apache.camel.component.netty.NettyConfiguration;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;

/**
 * The {@code serverInitializerFactory} of a {@code netty:udp} consumer: keeps Camel's pipeline, puts
 * the guard before it, takes care that nothing closes it, and tells the socket's owner about its life.
 */
final class LanInitializer extends ServerInitializerFactory {

    private final SocketLife life;
    private final DatagramFilter filter;
    private final LanMeter meter;
    private final Function<NettyConsumer, EnduringHandler> handlers;

    LanInitializer(SocketLife life, DatagramFilter filter, LanMeter meter, RareLog rareLog) {
        this.life = life;
        this.filter = filter;
        this.meter = meter;
        this.handlers = consumer -> new EnduringHandler(consumer, meter, rareLog);
    }

    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer consumer) {
        requireUsable(consumer.getConfiguration());
        return new Pipeline(consumer);
    }

    /** Camel calls this on what {@link #createPipelineFactory} returns, never on the bean itself. */
    @Override
    protected void initChannel(Channel channel) {
        throw new UnsupportedOperationException("made for one consumer by createPipelineFactory");
    }

    private static void requireUsable(NettyConfiguration configuration) {
        require("udp".equals(configuration.getProtocol()), "set protocol: udp");
        require(configuration.isUdpByteArrayCodec(), "set udpByteArrayCodec: true");
        require(!configuration.isNativeTransport(), "set nativeTransport: false");
        require(
                !configuration.isSync() || !configuration.isDisconnectOnNoReply(),
                "set sync: false, or one unanswered datagram closes the socket");
        require(
                !configuration.getHost().matches("2(2[4-9]|3\\d)\\..*"),
                "set host: 0.0.0.0, the groups are joined on every interface");
    }

    private static void require(boolean condition, String advice) {
        if (!condition) {
            throw new IllegalArgumentException("this netty endpoint cannot be a LAN socket: " + advice);
        }
    }

    private final class Pipeline extends DefaultServerInitializerFactory {

        private final NettyConsumer consumer;

        Pipeline(NettyConsumer consumer) {
            super(consumer);
            this.consumer = consumer;
        }

        @Override
        protected void initChannel(Channel channel) throws Exception {
            super.initChannel(channel);
            channel.config().setAutoClose(false);
            life.beforeBind(socketOf(channel));
            channel.pipeline().addFirst("guard", new DatagramGuard(filter, meter));
            channel.pipeline().addFirst("life", new LifeHandler(this::reopen));
            channel.pipeline().replace("handler", "handler", handlers.apply(consumer));
        }

        private void reopen() {
            Service socket = consumer.getNettyServerBootstrapFactory();
            if (consumer.isRunAllowed()) {
                socket.stop();
                socket.start();
            }
            if (!consumer.isRunAllowed()) {
                socket.stop();
            }
        }
    }

    private static final long RELEASE_MILLIS = 5;

    private final class LifeHandler extends ChannelDuplexHandler {

        private final Runnable reopen;

        LifeHandler(Runnable reopen) {
            this.reopen = reopen;
        }

        /** Camel waits for the promise: when its route has started, the socket is in its groups and can send. */
        @Override
        public void bind(ChannelHandlerContext context, SocketAddress address, ChannelPromise promise) {
            context.bind(address).addListener(binding -> {
                if (binding.isSuccess()) {
                    life.opened(socketOf(context.channel()), reopen);
                    promise.trySuccess();
                } else {
                    promise.tryFailure(binding.cause());
                }
            });
        }

        /**
         * Camel waits for this promise too. A selector lets go of a closed socket only when it selects again: until
         * then the port is taken, and a route that is started again at once could not bind it.
         */
        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            context.close().addListener(closed -> context.executor()
                    .schedule(() -> promise.trySuccess(), RELEASE_MILLIS, TimeUnit.MILLISECONDS));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            life.closed(socketOf(context.channel()));
            context.fireChannelInactive();
        }
    }

    /**
     * The NIO channel under Netty's: any thread may send by it, and is told at once whether the kernel took a datagram.
     */
    private static DatagramChannel socketOf(Channel channel) {
        return (DatagramChannel) ((AbstractNioChannel.NioUnsafe) channel.unsafe()).ch();
    }
}
