package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.SourceNetwork;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Closes connections that are one too many, in all or for their source, before an octet is read. Thread-safe. */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

    private final HttpServerSettings limits;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> openBySource = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();

    ConnectionLimit(HttpServerSettings limits) {
        this.limits = limits;
    }

    /** Connections that are open now. */
    int open() {
        return open.get();
    }

    /** Connections that were refused. */
    long refused() {
        return refused.sum();
    }

    /** Reads of a listening socket are the connections that it takes. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel connection = (Channel) message;
        InetAddress address = connection.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
        if (!enter(address)) {
            refused.increment();
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(closed -> leave(address));
        context.fireChannelRead(connection);
    }

    private boolean enter(InetAddress address) {
        if (open.incrementAndGet() > limits.connections()) {
            open.decrementAndGet();
            return false;
        } else if (limits.proxies().contains(address)) {
            return true;
        }
        int ofSource = openBySource.merge(SourceNetwork.of(address), 1, Integer::sum);
        if (ofSource > limits.sourceConnections()) {
            leave(address);
            return false;
        }
        return true;
    }

    private void leave(InetAddress address) {
        open.decrementAndGet();
        if (!limits.proxies().contains(address)) {
            openBySource.computeIfPresent(SourceNetwork.of(address), (source, count) -> count > 1 ? count - 1 : null);
        }
    }
}
