package io.cameldiscovery.registry.http;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryConnectionsTest {

    /** More than the buffers of both sockets take. */
    private static final Buffer LONG = Buffer.buffer(new byte[64 << 20]);

    private final RegistryConnections connections = new RegistryConnections(new HttpServerSettings(
            "127.0.0.1",
            new InetSocketAddress("127.0.0.1", 0),
            10,
            10,
            Duration.ofSeconds(30),
            Duration.ofMillis(200),
            0,
            1,
            0,
            1,
            100_000,
            Set.of()));

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void closesAConnectionWhoseClientDoesNotReadItsAnswer() throws Exception {
        int port = serve();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: r\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().read()).isEqualTo('H');
            assertThat(connections.open()).isEqualTo(1);

            eventually(() -> assertThat(connections.open()).isZero());
        }
    }

    private int serve() throws IOException {
        try {
            return connections
                    .vertx()
                    .createHttpServer()
                    .connectionHandler(connection -> connections.guard(connection, new HttpServerOptions()))
                    .requestHandler(request -> request.response().end(LONG))
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .actualPort();
        } catch (RuntimeException unusable) {
            throw new IOException(unusable);
        }
    }
}
