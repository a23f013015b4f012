package io.cameldiscovery.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.transport.Transport;
import java.net.URLDecoder;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the registry's HTTP server what Camel's settings cannot say: TLS with files that may change, limits of
 * connections and of the time for a request. Camel takes the {@link #vertx} that it finds in its registry, and makes its
 * main server, the first one, by it; the management server comes later and stays as Camel wants it.
 */
public final class RegistryServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
    /** One waits for each registration, so only as many can share a transaction. */
    private static final int REQUESTS_AT_ONCE = 64;

    private static final HttpAnswer STARTING = HttpAnswer.of(
                    Problem.STARTING, "ask again in a second, or ask another registry")
            .with("Retry-After", "1");

    private static final HttpAnswer NO_PATH = HttpAnswer.of(
            Problem.MALFORMED, "begin the path with /, write % as %25, and two hexadecimal digits after any other %");

    private static final int MAX_REQUEST_LINE = 4096;
    private static final int MAX_HEADER = 8192;
    private static final long PATIENCE_SECONDS = 5;

    private final HttpServerSettings limits;
    private final Optional<ServerTls> tls;
    private final ConnectionLimit connections;
    private final LongAdder cut = new LongAdder();
    private final Vertx vertx =
            new Maker((VertxInternal) Vertx.vertx(new VertxOptions().setWorkerPoolSize(REQUESTS_AT_ONCE)));
    private volatile @Nullable HttpServer server;
    private volatile boolean open;

    public RegistryServer(HttpServerSettings limits, Optional<ServerTls> tls) {
        this.limits = limits;
        this.tls = tls;
        this.connections = new ConnectionLimit(limits);
    }

    /** For Camel's registry: an {@code io.vertx.core.Vertx}. */
    public Object vertx() {
        return vertx;
    }

    /** To be called when the files of TLS have changed. */
    public void tlsChanged() {
        HttpServer running = server;
        if (running != null) {
            tls.ifPresent(changed -> changed.forgetSessions(running));
        }
    }

    /** Connections that are open now. */
    public int connections() {
        return connections.open();
    }

    /** Connections that were refused, since there were too many. */
    public long refusedConnections() {
        return connections.refused();
    }

    /** Connections that were closed for a request that did not come to its end in time. */
    public long slowConnections() {
        return cut.sum();
    }

    /**
     * Lets requests in. Camel's server listens before its routes are there: who asks until then is told to come again, and
     * not that there is nothing.
     */
    void open() {
        open = true;
    }

    /** @throws IllegalStateException if that is another server, and so without all this */
    void requireMade(@Nullable HttpServer used) {
        if (used == null || used != server) {
            throw new IllegalStateException("Camel serves HTTP by another server than ours");
        }
    }

    private synchronized @Nullable HttpServer makeFirst(VertxInternal maker, HttpServerOptions wanted) {
        if (server != null) {
            return null;
        }
        HttpServerOptions options = new HttpServerOptions(wanted)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADER)
                // HTTP/1.1 alone: nothing here needs streams, and each would need limits of its own.
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                // No WebSocket either, so nothing that would look into each message for its compression.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
        options.setSslHandshakeTimeout(limits.requestTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        tls.ifPresent(used -> used.applyTo(options));
        HttpServer made =
                new Gated(maker, options).connectionHandler(this::watch).invalidRequestHandler(RegistryServer::refuse);
        server = made;
        return made;
    }

    private void watch(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        channel.pipeline()
                .addBefore(
                        "handler",
                        "requestDeadline",
                        new RequestDeadline(limits.requestTimeout(), limits.idleTimeout(), cut));
    }

    /** What is no HTTP, or has more before its body than anybody needs, is refused without the rest being read. */
    private static void refuse(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        HttpAnswer answer;
        if (cause instanceof TooLongHttpLineException) {
            answer = HttpAnswer.of(Problem.ADDRESS_TOO_LONG, "at most " + MAX_REQUEST_LINE + " octets");
        } else if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            answer = HttpAnswer.of(Problem.HEADERS_TOO_LARGE, "at most " + MAX_HEADER + " octets");
        } else {
            answer = HttpAnswer.of(Problem.MALFORMED, "this is no HTTP request (RFC 9112)");
        }
        Answering.end(request.response(), answer.with("Connection", "close"));
        request.connection().close();
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unusual) {
            LOG.debug("The HTTP server did not close in time", unusual);
        }
    }

    /** The router would fail, and log each such request as a failure of its own. */
    private static boolean isPath(@Nullable String text) {
        if (text == null || text.isEmpty() || text.charAt(0) != '/') {
            return false;
        }
        try {
            return text.indexOf('%') < 0 || !URLDecoder.decode(text, UTF_8).isEmpty();
        } catch (IllegalArgumentException odd) {
            return false;
        }
    }

    /** Answers everything alike until it is {@link #open}. */
    private final class Gated extends HttpServerImpl {

        Gated(VertxInternal maker, HttpServerOptions options) {
            super(maker, options);
        }

        @Override
        public synchronized HttpServer requestHandler(Handler<HttpServerRequest> handler) {
            return super.requestHandler(request -> {
                if (!open) {
                    Answering.end(request.response(), STARTING);
                } else if (isPath(request.path())) {
                    handler.handle(request);
                } else {
                    Answering.end(request.response(), NO_PATH);
                }
            });
        }
    }

    /** A Vert.x whose first HTTP server is ours. */
    private final class Maker extends VertxWrapper {

        private final Transport counting = new Counting();

        Maker(VertxInternal delegate) {
            super(delegate);
        }

        @Override
        public HttpServer createHttpServer(HttpServerOptions options) {
            HttpServer first = makeFirst(this, options);
            return first == null ? delegate.createHttpServer(options) : first;
        }

        @Override
        public Transport transport() {
            return counting;
        }
    }

    /** What every listening socket of {@link Maker} is made with: those of others are made by the Vert.x behind it. */
    private final class Counting extends JDKTransport {

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(options, domainSocket, bootstrap);
            bootstrap.handler(connections);
        }
    }
}
