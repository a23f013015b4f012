package io.cameldiscovery.registry.dns;

import io.cameldiscovery.steps.DropCounters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.handlers.ServerChannelHandler;

/** The socket for DNS over UDP: no datagram, and no answer that cannot be sent, closes it. */
public final class DnsDatagrams extends DnsSockets {

    private final DropCounters drops;

    public DnsDatagrams(DropCounters drops) {
        this.drops = drops;
    }

    @Override
    void prepare(Channel channel, NettyConsumer consumer) {
        channel.config().setAutoClose(false);
        channel.pipeline().replace("handler", "handler", new Enduring(consumer));
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
