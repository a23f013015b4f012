package io.cameldiscovery.registry.dns;

import io.cameldiscovery.registry.SourceNetwork;
import io.cameldiscovery.steps.DropCounters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.bytes.ByteArrayDecoder;
import io.netty.handler.codec.bytes.ByteArrayEncoder;
import io.netty.handler.flow.FlowControlHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.netty.NettyConsumer;
import org.apache.camel.component.netty.handlers.ServerChannelHandler;

/**
 * The connections of DNS over TCP (RFC 7766): many queries on each, each behind its length, answered in their order.
 * There are so many at most, and of one source (an IPv4 address, an IPv6 network of 64 bits) a quarter of that; a
 * source that sends no whole query in time, or does not take its answers, loses its connection.
 */
public final class DnsStreams extends DnsSockets {

    private static final int LENGTH = 2;
    /** No query is nearly as long. */
    private static final int LONGEST_QUERY = 4096;

    private static final int SHARE_OF_ONE_SOURCE = 4;

    private final int most;
    private final Duration idleTimeout;
    private final DropCounters drops;
    private final Map<InetAddress, Integer> open = new ConcurrentHashMap<>();

    /**
     * @param most how many connections may be open
     * @param idleTimeout how long one may take for the next whole query, and for its answer to leave
     */
    public DnsStreams(int most, Duration idleTimeout, DropCounters drops) {
        this.most = most;
        this.idleTimeout = idleTimeout;
        this.drops = drops;
    }

    @Override
    void prepare(Channel channel, NettyConsumer consumer) {
        channel.pipeline()
                .addBefore(
                        "handler",
                        "frames",
                        new LengthFieldBasedFrameDecoder(LENGTH + LONGEST_QUERY, 0, LENGTH, 0, LENGTH))
                // Frames of one read wait here while MessageTimeoutHandler reads none.
                .addBefore("handler", "flow", new FlowControlHandler())
                .addBefore("handler", "frame", new LengthFieldPrepender(LENGTH))
                .addBefore("handler", "octets-in", new ByteArrayDecoder())
                .addBefore("handler", "octets-out", new ByteArrayEncoder())
                .addBefore("handler", "patience", new MessageTimeoutHandler(idleTimeout))
                .replace("handler", "handler", new Quiet(consumer));
        admit(channel);
    }

    private void admit(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress client)) {
            // Gone already.
            channel.close();
            return;
        }
        InetAddress source = SourceNetwork.of(client.getAddress());
        synchronized (open) {
            int all = open.values().stream().mapToInt(Integer::intValue).sum();
            int own = open.getOrDefault(source, 0);
            if (all >= most || own >= Math.max(1, most / SHARE_OF_ONE_SOURCE)) {
                drops.countQuietly("dns-connections");
                channel.close();
                return;
            }
            open.merge(source, 1, Integer::sum);
        }
        channel.closeFuture().addListener(closed -> release(source));
    }

    private void release(InetAddress source) {
        synchronized (open) {
            open.computeIfPresent(source, (same, count) -> count > 1 ? count - 1 : null);
        }
    }

    /** Closes the connection on errors, without a log line. */
    private final class Quiet extends ServerChannelHandler {

        Quiet(NettyConsumer consumer) {
            super(consumer);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            drops.countQuietly("dns-connection-failure");
            context.close();
        }
    }
}
