package io.cameldiscovery.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry makes of requests that are seldom, or wrong, as they come over a socket. */
class RegistryHttpTest {

    private static final int PORT = FreePort.tcp();
    private static final String LAST = " HTTP/1.1\r\nHost: r\r\nConnection: close\r\n\r\n";

    @TempDir
    private static Path directory;

    private static TestNode registry;

    @BeforeAll
    static void start() throws Exception {
        TestLan lan = new TestLan(directory);
        try (FakePeer server = lan.peer("server", "*")) {
            registry = lan.node("registry", Role.REGISTRY)
                    .with("discovery.registry.port", PORT)
                    .start();
            ServiceRecord record = server.record("orders", "http://10.7.0.5:8080/");
            String token = server.sign(new Announcement(record));
            assertThat(ask("PUT /v1/services/orders/instances/"
                            + record.instance()
                            + " HTTP/1.1\r\nHost: r\r\nConnection: close\r\nContent-Type: application/jwt\r\nContent-Length: "
                            + token.length() + "\r\n\r\n" + token))
                    .startsWith("HTTP/1.1 201 ");
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/services/a%",
                "GET /%zz",
                "PUT /v1/services/%zz/instances/a",
                "DELETE /%",
                "GET /v1/catalog/service/%0",
                "OPTIONS *"
            })
    void refusesAPathThatIsNoneWithoutAWordInTheLog(String request) throws Exception {
        try (LogOf log = LogOf.infoAndAbove("io.vertx")) {
            assertThat(ask(request + LAST))
                    .startsWith("HTTP/1.1 400 ")
                    .contains(
                            "application/problem+json",
                            "Content-Security-Policy: default-src 'none'",
                            "/problems/malformed");
            assertThat(log.lines()).isEmpty();
        }
    }

    /** RFC 9110 section 9.3.2. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/services",
                "/v1/services/orders",
                "/v1/services/orders?state=alive",
                "/v1/services/nobody",
                "/v1/services/nobody/instances/none",
                "/v1/health/service/orders",
                "/v1/prometheus/targets",
                "/v1/openapi.yaml",
                "/v1/drains",
                "/nowhere"
            })
    void answersAHeadAsAGetButForTheBody(String path) throws Exception {
        // Octets that belong to no answer would spoil the next one on the same connection.
        String[] parts = ask("HEAD " + path + " HTTP/1.1\r\nHost: r\r\n\r\nGET " + path + LAST)
                .split("\r\n\r\n", -1);

        assertThat(parts).hasSizeGreaterThanOrEqualTo(3);
        assertThat(parts[2]).isNotEmpty();
        assertThat(withoutValues(parts[0])).isEqualTo(withoutValues(parts[1]));
    }

    /** The status and the names of the headers, but for those that go with a body. */
    private static String withoutValues(String head) {
        return head.replaceAll("(?i)\r\n(content-length|transfer-encoding|connection):[^\r]*", "")
                .replaceAll("(?m):.*$", "");
    }

    @Test
    void answersAHeadAtOnceWhereAGetWouldOpenAStream() throws Exception {
        assertThat(ask("HEAD /v1/services/orders" + LAST.replace("Host", "Accept: text/event-stream\r\nHost")))
                .startsWith("HTTP/1.1 200 ")
                .contains("application/json")
                .endsWith("\r\n\r\n");
    }

    @Test
    void namesHeadAmongWhatAnAddressTakes() throws Exception {
        assertThat(ask("PATCH /v1/services" + LAST)).startsWith("HTTP/1.1 405 ").contains("Allow: GET, HEAD\r\n");
    }

    private static String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
