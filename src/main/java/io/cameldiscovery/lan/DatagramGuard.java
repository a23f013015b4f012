package io.cameldiscovery.lan;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** First in the pipeline: passes datagrams that may be tokens and whose sender can be answered. */
final class DatagramGuard extends ChannelInboundHandlerAdapter {

    private final DatagramFilter filter;
    private final LanMeter meter;

    DatagramGuard(DatagramFilter filter, LanMeter meter) {
        this.filter = filter;
        this.meter = meter;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof DatagramPacket datagram && admits(datagram)) {
            meter.received.increment();
            context.fireChannelRead(datagram);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private boolean admits(DatagramPacket datagram) {
        if (!filter.accepts(datagram.content())) {
            meter.foreign.increment();
            return false;
        }
        if (!canBeAnswered(datagram.sender())) {
            meter.unanswerable.increment();
            return false;
        }
        return true;
    }

    private static boolean canBeAnswered(InetSocketAddress sender) {
        InetAddress address = sender.getAddress();
        return sender.getPort() > 0 && !address.isMulticastAddress() && !address.isAnyLocalAddress();
    }
}
