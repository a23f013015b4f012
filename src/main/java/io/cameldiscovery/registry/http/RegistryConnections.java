package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.ConcurrencyLimit;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of the registry's HTTP server, and the Vert.x that makes them: one too many is closed before an octet
 * is read, and one whose request is not complete in time is closed too. Vert.x' public interface shows a connection
 * only after its TLS handshake, and closes it only when its client has read what was sent. So this class, alone, uses
 * Vert.x' implementation ({@code docs/decisions/0011-vertx-implementation.md}). Thread-safe.
 */
public final class RegistryConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryConnections.class);
    /** A registration waits on one thread, so as many registrations can share a transaction of the store. */
    private static final int ROUTE_THREADS = 64;

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final HttpServerSettings settings;
    private final ConcurrencyLimit open;
    private final LongAdder refused = new LongAdder();
    private final LongAdder slow = new LongAdder();
    private final ChannelGroup listening = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Vertx vertx;

    public RegistryConnections(HttpServerSettings settings) {
        this.settings = settings;
        this.open = new ConcurrencyLimit(settings.connections(), settings.sourceConnections(), settings.proxies());
        this.vertx = new VertxBuilder(new VertxOptions().setWorkerPoolSize(ROUTE_THREADS))
                .findTransport(new LimitedTransport())
                .init()
                .vertx();
    }

    /** The Vert.x whose servers share the limits. */
    public Vertx vertx() {
        return vertx;
    }

    /** Number of open connections. */
    public int open() {
        return open.size();
    }

    /** Number of connections refused because of the limits. */
    public long refused() {
        return refused.sum();
    }

    /** Number of connections closed because a request was not complete in time. */
    public long slow() {
        return slow.sum();
    }

    /**
     * For {@link io.vertx.core.http.HttpServer#connectionHandler}: from now on a request has to come to its end in time, and
     * to say in one way alone where that is.
     *
     * @param options those of the server
     */
    void guard(HttpConnection connection, HttpServerOptions options) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        pipeline.replace("httpDecoder", "httpDecoder", new OneLength(options));
        pipeline.addBefore(
                "handler",
                "requestDeadline",
                new RequestDeadline(settings.requestTimeout(), settings.idleTimeout(), slow));
    }

    /**
     * Closes the listening sockets. To be called before the server is closed: Vert.x takes the event loops away from the
     * socket before it closes it, and each connection that comes in between is a warning in the log.
     */
    void stopListening() {
        listening.close().awaitUninterruptibly(LONGEST_CLOSE.toMillis());
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(LONGEST_CLOSE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unusual) {
            LOG.debug("The HTTP server did not close in time", unusual);
        }
    }

    /** RFC 9112 section 6.3, item 3: Netty would drop one of two lengths that a request says, without a word. */
    private static final class OneLength extends VertxHttpRequestDecoder {

        OneLength(HttpServerOptions options) {
            super(options);
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
        }
    }

    /** Makes listening sockets with connection limits. */
    private final class LimitedTransport extends JDKTransport {

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(options, domainSocket, bootstrap);
            bootstrap.handler(new Gate());
        }
    }

    /** A listening socket reads accepted connections. */
    @Sharable
    private final class Gate extends ChannelInboundHandlerAdapter {

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            listening.add(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel connection = (Channel) message;
            InetAddress source = connection.remoteAddress() instanceof InetSocketAddress remote
                    ? remote.getAddress()
                    : InetAddress.getLoopbackAddress();
            if (open.enter(source) != null) {
                refused.increment();
                connection.unsafe().closeForcibly();
                return;
            }
            connection.closeFuture().addListener(closed -> open.leave(source));
            context.fireChannelRead(connection);
        }
    }
}
