package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.MainHttpServerFactory;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;

/**
 * The registry's HTTP server: Camel's own, with what Camel's settings cannot say, such as TLS with files that may change and
 * limits of connections. Camel Main has its servers made by the {@link MainHttpServerFactory} among its beans, if there is
 * one; that of management stays as Camel makes it.
 */
public final class RegistryServer extends EventNotifierSupport implements MainHttpServerFactory {

    private static final int MAX_REQUEST_LINE = 4096;
    private static final int MAX_HEADER = 8192;

    private final HttpServerSettings settings;
    private final RegistryConnections connections;
    private final Optional<ServerTls> tls;
    private final RegistryRouter router;
    private final DefaultMainHttpServerFactory camels = new DefaultMainHttpServerFactory();
    private volatile @Nullable HttpServer listening;

    public RegistryServer(
            HttpServerSettings settings,
            RegistryConnections connections,
            Optional<ServerTls> tls,
            RegistryRouter router) {
        this.settings = settings;
        this.connections = connections;
        this.tls = tls;
        this.router = router;
        // Camel then makes no event for each message.
        setIgnoreExchangeEvents(true);
    }

    /** To be called when the TLS files have changed. */
    public void tlsChanged() {
        HttpServer server = listening;
        if (server != null) {
            tls.ifPresent(changed -> changed.forgetSessions(server));
        }
    }

    /**
     * To be called after the start.
     *
     * @throws IllegalStateException if Camel serves by another server, without TLS and limits
     */
    public void requireUsed(CamelContext context) {
        boolean used = context.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .allMatch(serving -> isOwn(serving.getServer()));
        if (!used) {
            throw new IllegalStateException("Camel serves HTTP by another server than the registry's own");
        }
    }

    /** Whether a server was made by this class. */
    static boolean isOwn(VertxPlatformHttpServer server) {
        return server instanceof Server;
    }

    @Override
    public Service newHttpServer(CamelContext context, HttpServerConfigurationProperties wanted) {
        camels.setCamelContext(context);
        VertxPlatformHttpServerConfiguration configuration =
                ((MainHttpServer) camels.newHttpServer(context, wanted)).getConfiguration();
        configuration.setServerType(VertxPlatformHttpRouter.SERVER_TYPE_SERVER);
        return new Server(configuration);
    }

    @Override
    public Service newHttpManagementServer(CamelContext context, HttpManagementServerConfigurationProperties wanted) {
        camels.setCamelContext(context);
        return camels.newHttpManagementServer(context, wanted);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelEvent.CamelContextStartedEvent
                || event instanceof CamelEvent.CamelContextStoppingEvent;
    }

    /** Camel's server listens before its routes are there, and until they are gone. */
    @Override
    public void notify(CamelEvent event) {
        if (event instanceof CamelEvent.CamelContextStartedEvent) {
            router.open();
        } else {
            router.stop();
        }
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADER)
                // HTTP/1.1 only: HTTP/2's streams are not needed, and would need limits of their own.
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                // No WebSocket either, so nothing that would look into each message for its compression.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
        options.setSslHandshakeTimeout(settings.requestTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        tls.ifPresent(used -> used.applyTo(options));
        return options;
    }

    /** Refuses malformed requests and those with too large headers, without reading the rest. */
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
        ResponseDate.add(request.response());
        RequestForm.refuse(request, answer);
    }

    /** Camel's server, which makes the router to which the routes are added. */
    private final class Server extends VertxPlatformHttpServer {

        private final VertxPlatformHttpServerConfiguration wanted;

        Server(VertxPlatformHttpServerConfiguration wanted) {
            super(wanted);
            this.wanted = wanted;
            if (wanted.isUseGlobalSslContextParameters()) {
                throw new IllegalArgumentException("a registry takes no camel.server.useGlobalSslContextParameters:"
                        + " set discovery.registry.tls.certificate-file");
            } else if (!wanted.getPath().equals("/")) {
                throw new IllegalArgumentException("a registry takes no camel.server.path");
            }
        }

        @Override
        protected Vertx lookupVertx() {
            return connections.vertx();
        }

        @Override
        public @Nullable HttpServer getServer() {
            return listening;
        }

        @Override
        protected void startServer() {
            VertxPlatformHttpRouter routes = VertxPlatformHttpRouter.lookup(
                    getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(wanted.getPort()));
            HttpServerOptions options = options();
            HttpServer server = connections
                    .vertx()
                    .createHttpServer(options)
                    .connectionHandler(connection -> connections.guard(connection, options))
                    .invalidRequestHandler(RegistryServer::refuse)
                    .requestHandler(router.over(routes));
            try {
                var unused = server.listen(wanted.getBindPort(), wanted.getBindHost())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
            } catch (CompletionException failed) {
                throw failed.getCause() instanceof BindException ? PortTakenException.ofServer(true) : failed;
            }
            listening = server;
        }

        @Override
        protected void stopServer() {
            HttpServer server = listening;
            listening = null;
            if (server != null) {
                connections.stopListening();
                var unused =
                        server.close().toCompletionStage().toCompletableFuture().join();
            }
        }
    }
}
