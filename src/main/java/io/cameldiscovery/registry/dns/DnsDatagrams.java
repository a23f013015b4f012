package io.cameldiscovery.registry.dns;

import io.cameldiscovery.steps.DropCounters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import org.apache.camel.component.netty.DefaultServerInitializerFactory;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.ServerInitializerFactory;
import org.apache.camel.component.netty.handlers.ServerChannelHandler;

/** The socket for DNS over UDP: no datagram, and no answer that cannot be sent, closes it. */
public final class DnsDatagrams extends ServerInitializerFactory {

    private final DropCounters drops;

    public DnsDatagrams(DropCounters drops) {
        this.drops = drops;
    }

    @Override
    public ServerInitializerFactory createPipelineFactory(NettyConsumer consumer) {
        return new DefaultServerInitializerFactory(consumer) {
            @Override
            protected void initChannel(Channel channel) throws Exception {
                super.initChannel(channel);
                channel.config().setAutoClose(false);
                channel.pipeline().replace("handler", "handler", new Enduring(consumer));
            }
        };
    }

    /** Camel calls this on what {@link #createPipelineFactory} returns, never on the bean itself. */
    @Override
    protected void initChannel(Channel channel) {
        throw new UnsupportedOperationException("made for one consumer by createPipelineFactory");
    }

    private final class Enduring extends ServerChannelHandler {

        Enduring(NettyConsumer consumer) {
            super(consumer);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            drops.countQuietly("dns-failure");
        }
    }
}
