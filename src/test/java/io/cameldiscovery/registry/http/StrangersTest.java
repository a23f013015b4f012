package io.cameldiscovery.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.Certificates;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What anybody may send to the HTTP ports of a node writes nothing to its log: a line each would fill a disk. */
class StrangersTest {

    private static final int PORT = FreePort.tcp();
    private static final int MANAGEMENT = FreePort.tcp();
    private static final int TLS = FreePort.tcp();
    private static final String LAST = "\r\nHost: r\r\nConnection: close\r\n\r\n";

    @TempDir
    private static Path directory;

    private static Certificates certificates;
    private static TestNode registry;
    private static TestNode tls;

    @BeforeAll
    static void start() throws Exception {
        TestLan lan = new TestLan(directory);
        certificates = Certificates.make(directory.resolve("tls"));
        // Both keys are in the trust file before either reads it: a reload would be a line.
        TestNode.Plan plain = lan.node("registry", Role.REGISTRY)
                .with("discovery.registry.port", PORT)
                .with("discovery.management.port", MANAGEMENT);
        TestNode.Plan secured = lan.node("tls", Role.REGISTRY)
                .with("discovery.registry.port", TLS)
                .with("discovery.registry.tls.certificate-file", certificates.certificate("registry"))
                .with("discovery.registry.tls.key-file", certificates.key("registry"));
        registry = plain.start();
        tls = secured.start();
    }

    @AfterAll
    static void stop() {
        registry.close();
        tls.close();
    }

    static Stream<String> requests() {
        List<String> targets = List.of(
                "/v1/services",
                "http://r/v1/services",
                "http://r/v1/services/orders?state=alive",
                "http://r",
                "http://r?a=%zz",
                "http://r/%zz",
                "http://[::1/v1/services",
                "https://r:99999/v1/services",
                "/%zz",
                "/..%2f..%2fetc/passwd",
                "//v1//services",
                "/v1/services?%zz",
                "/v1/services?index=7&wait=-1s",
                "/v1/services#a",
                "/v1/services/\u00e4",
                "/v1/services/%ff%fe",
                "/v1/services/{x}|^`",
                "/health/%zz",
                "/metrics?name[]=%zz",
                "*",
                "r:80",
                "");
        List<String> requests = new ArrayList<>();
        for (String target : targets) {
            for (String method : List.of("GET", "HEAD", "OPTIONS", "CONNECT", "TRACE", "PUT", "BREW")) {
                requests.add(method + " " + target + " HTTP/1.1" + LAST);
            }
        }
        requests.addAll(List.of(
                "GET /v1/services HTTP/1.0\r\n\r\n",
                "GET /v1/services HTTP/9.9" + LAST,
                "GET /v1/services HTTP/x" + LAST,
                "GET /v1/services" + LAST,
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\r\n\r\n\r\n",
                "\0\0\0\0\0\0\r\n\r\n",
                "\u0016\u0003\u0001\0\u0005hello\r\n\r\n",
                "GET /v1/services HTTP/1.1\r\n: r" + LAST,
                "GET /v1/services HTTP/1.1\r\nHost\0: r" + LAST,
                "GET /v1/services HTTP/1.1\r\nA b: r" + LAST,
                "GET /v1/services HTTP/1.1\r\nAccept: ;;;,/" + LAST,
                "GET /v1/services HTTP/1.1\r\nAccept: text/event-stream;q=x" + LAST,
                "GET /v1/services HTTP/1.1\r\nAccept-Encoding: gzip;q=x,,;" + LAST,
                "GET /v1/services HTTP/1.1\r\nAccept-Language: ;q=;" + LAST,
                "GET /v1/services HTTP/1.1\r\nCookie: =;a" + LAST,
                "GET /v1/services HTTP/1.1\r\nIf-None-Match: \"" + LAST,
                "GET /v1/services HTTP/1.1\r\nRange: bytes=9-1" + LAST,
                "GET /v1/services HTTP/1.1\r\nX-Forwarded-For: ;;" + LAST,
                "GET /v1/services HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99" + LAST,
                "GET /v1/services HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x" + LAST,
                "GET /v1/services HTTP/1.1\r\nUpgrade: h2c\r\nHTTP2-Settings: !\r\nConnection: Upgrade" + LAST,
                "GET /v1/services HTTP/1.1\r\nExpect: 200-nothing" + LAST,
                "GET /v1/services HTTP/1.1\r\nContent-Length: -1" + LAST,
                "GET /v1/services HTTP/1.1\r\nContent-Length: 99999999999999999999" + LAST,
                "PUT /v1/services/a/instances/b HTTP/1.1\r\nContent-Length: 99999999999" + LAST,
                "PUT /v1/services/a/instances/b HTTP/1.1\r\nContent-Type: application/jwt\r\nTransfer-Encoding: chunked"
                        + LAST + "zz\r\n",
                "GET /nowhere HTTP/1.1\r\nTransfer-Encoding: chunked" + LAST + "zz\r\n",
                "POST /nowhere HTTP/1.1\r\nTransfer-Encoding: chunked" + LAST + "zz\r\n",
                "PUT /v1/services/a/instances/b HTTP/1.1\r\nContent-Type: multipart/form-data\r\nContent-Length: 3"
                        + LAST + "abc",
                "PUT /v1/services/a/instances/b HTTP/1.1\r\nContent-Type: application/jwt; charset=none\r\nContent-Length: 3"
                        + LAST + "abc",
                "POST /v1/leases HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 3" + LAST + "[[[",
                "POST /v1/leases HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked" + LAST
                        + "ffffffffff\r\n"));
        return requests.stream();
    }

    @Test
    void noRequestToARegistryWritesALine() throws Exception {
        assertQuiet(requests().toList(), request -> send(new Socket(InetAddress.getLoopbackAddress(), PORT), request));
    }

    @Test
    void noRequestToTheManagementPortWritesALine() throws Exception {
        assertQuiet(
                requests().toList(),
                request -> send(new Socket(InetAddress.getLoopbackAddress(), MANAGEMENT), request));
    }

    static List<String> noTls() {
        return List.of(
                "GET /v1/services HTTP/1.1" + LAST,
                "\0\0\0\0",
                "\u0016\u0003\u0001\0\u0005hello",
                "\u0016\u0003\u0001\u0000\u0004\u0001\0\0\0",
                "\u0015\u0003\u0001\0\u0002\u0002\u0028",
                "\u0016\u0003\u0003\u00ff\u00ff" + "a".repeat(20_000));
    }

    @Test
    void nothingThatIsNoTlsWritesALine() throws Exception {
        assertQuiet(noTls(), garbage -> send(new Socket(InetAddress.getLoopbackAddress(), TLS), garbage));
    }

    @Test
    void nothingInsideTlsWritesALine() throws Exception {
        assertQuiet(
                List.of("GET http://r/v1/services HTTP/1.1" + LAST, "\0\0\0\0\r\n\r\n", "GET /%zz HTTP/1.1" + LAST),
                request -> send(connect(), request));
    }

    @Test
    void aHandshakeThatFailsOrIsBrokenOffWritesNoLine() throws Exception {
        assertQuiet(List.of("TLSv1.1", "untrusting", "left"), how -> {
            try (SSLSocket socket = how.equals("untrusting")
                    ? (SSLSocket) SSLSocketFactory.getDefault().createSocket("127.0.0.1", TLS)
                    : connect()) {
                if (how.equals("TLSv1.1")) {
                    socket.setEnabledProtocols(new String[] {how});
                }
                if (!how.equals("left")) {
                    socket.startHandshake();
                }
            } catch (SSLException | IllegalArgumentException refused) {
                return;
            }
        });
    }

    private static SSLSocket connect() throws IOException {
        return (SSLSocket) certificates.trusting().getSocketFactory().createSocket("127.0.0.1", TLS);
    }

    private interface Sending {
        void send(String request) throws IOException;
    }

    private static void assertQuiet(List<String> requests, Sending sending) throws Exception {
        try (LogOf log = LogOf.infoAndAbove("io");
                LogOf camel = LogOf.infoAndAbove("org.apache.camel")) {
            for (String request : requests) {
                sending.send(request);
                assertThat(log.lines()).as(request).isEmpty();
                assertThat(camel.lines()).as(request).isEmpty();
            }
        }
    }

    /** And waits for the end of the connection, so that all is done by then. */
    private static void send(Socket socket, String request) throws IOException {
        try (socket) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return;
        }
    }
}
