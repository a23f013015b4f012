package io.cameldiscovery.registry.http;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client may take of a registry, so that there is something left for the others. Real sockets, on loopback. */
class RegistryLimitsTest {

    private static final String LOOKUP = "GET /v1/services HTTP/1.1\r\nHost: registry\r\n\r\n";

    private final int port = FreePort.tcp();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET /v1/serv",
                "GET /v1/services HTTP/1.1\r\nHost: regis",
                "PUT /v1/services/a/instances/b HTTP/1.1\r\nHost: r\r\nContent-Type: application/jwt\r\nContent-Length: 9\r\n\r\nabc"
            })
    void cutsWhoeverDoesNotComeToTheEndOfARequestAndServesOthersMeanwhile(String begun) throws Exception {
        try (TestNode registry = plan().with("discovery.registry.request-timeout", "500ms")
                        .start();
                Socket slow = connect("127.0.0.1")) {
            send(slow, begun);
            boolean dribbling = true;
            while (dribbling) {
                // One octet now and then keeps the connection busy, and yet it is cut.
                assertThat(ask("127.0.0.2", LOOKUP)).startsWith("HTTP/1.1 200");
                dribbling = !begun.isEmpty() && dribbles(slow);
                dribbling |= begun.isEmpty() && !isClosed(slow);
            }
            assertThat(isClosed(slow)).isTrue();
        }
    }

    @Test
    void closesConnectionsThatAskNothingMore() throws Exception {
        try (TestNode registry =
                        plan().with("discovery.registry.idle-timeout", "500ms").start();
                Socket socket = connect("127.0.0.1")) {
            send(socket, LOOKUP);
            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @Test
    void leavesThoseAloneWhoWaitForAChange() throws Exception {
        try (TestNode registry = plan().with("discovery.registry.idle-timeout", "300ms")
                        .with("discovery.registry.request-timeout", "300ms")
                        .start();
                Socket stream = connect("127.0.0.1")) {
            send(stream, LOOKUP.replace("\r\n\r\n", "\r\nAccept: text/event-stream\r\n\r\n"));
            var index = java.util.regex.Pattern.compile("(?i)X-Discovery-Index: (\\d+)")
                    .matcher(ask("127.0.0.1", LOOKUP));
            assertThat(index.find()).isTrue();
            String poll = LOOKUP.replace("services", "services?index=" + index.group(1) + "&wait=1s");
            assertThat(ask("127.0.0.1", poll)).startsWith("HTTP/1.1 200");
            assertThat(ask("127.0.0.1", poll)).startsWith("HTTP/1.1 200");

            assertThat(new String(stream.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
            stream.getInputStream().skip(stream.getInputStream().available());
            assertThat(isClosed(stream)).isFalse();
        }
    }

    @Test
    void refusesMoreConnectionsOfOneSourceThanItMayHaveAndServesAnother() throws Exception {
        List<Socket> held = new ArrayList<>();
        try (TestNode registry =
                plan().with("discovery.registry.max-source-connections", 3).start()) {
            for (int i = 0; i < 3; i++) {
                Socket socket = connect("127.0.0.1");
                held.add(socket);
                send(socket, LOOKUP);
                assertThat(answer(socket)).startsWith("HTTP/1.1 200");
            }
            try (Socket fourth = connect("127.0.0.1")) {
                assertThat(isClosed(fourth)).isTrue();
            }
            assertThat(ask("127.0.0.2", LOOKUP)).startsWith("HTTP/1.1 200");
            held.remove(0).close();
            eventually(() -> assertThat(ask("127.0.0.1", LOOKUP)).startsWith("HTTP/1.1 200"));
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void refusesMoreConnectionsThanItMayHaveInAll() throws Exception {
        try (TestNode registry =
                        plan().with("discovery.registry.max-connections", 2).start();
                Socket one = connect("127.0.0.1");
                Socket two = connect("127.0.0.2")) {
            send(one, LOOKUP);
            assertThat(answer(one)).startsWith("HTTP/1.1 200");
            send(two, LOOKUP);
            assertThat(answer(two)).startsWith("HTTP/1.1 200");
            try (Socket third = connect("127.0.0.3")) {
                assertThat(isClosed(third)).isTrue();
            }
        }
    }

    @Test
    void leavesManagementOutOfItsLimits() throws Exception {
        int management = FreePort.tcp();
        try (TestNode registry = plan().with("discovery.registry.max-connections", 1)
                        .with("discovery.management.port", management)
                        .start();
                Socket only = connect("127.0.0.1");
                Socket probe = new Socket("127.0.0.1", management)) {
            send(only, LOOKUP);
            assertThat(answer(only)).startsWith("HTTP/1.1 200");
            send(probe, "GET /health/ready HTTP/1.1\r\nHost: registry\r\n\r\n");
            assertThat(answer(probe)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void answers429ToASourceThatAsksTooOftenAndServesAnother() throws Exception {
        try (TestNode registry = plan().with("discovery.registry.lookup-rate", "0.001")
                .with("discovery.registry.lookup-burst", 2)
                .with("discovery.registry.registration-rate", "0.001")
                .with("discovery.registry.registration-burst", 1)
                .start()) {
            assertThat(ask("127.0.0.1", LOOKUP)).startsWith("HTTP/1.1 200");
            assertThat(ask("127.0.0.1", LOOKUP)).startsWith("HTTP/1.1 200");
            assertThat(ask("127.0.0.1", LOOKUP))
                    .startsWith("HTTP/1.1 429")
                    .contains("/problems/too-many-requests", "application/problem+json", "Retry-After: 1");
            assertThat(ask("127.0.0.2", LOOKUP)).startsWith("HTTP/1.1 200");
            // Registrations have a budget of their own.
            assertThat(ask("127.0.0.1", registration())).startsWith("HTTP/1.1 400");
            assertThat(ask("127.0.0.1", registration())).startsWith("HTTP/1.1 429");
        }
    }

    @Test
    void believesWhatAProxySaysAndNobodyElse() throws Exception {
        try (TestNode registry = plan().with("discovery.registry.lookup-rate", "0.001")
                .with("discovery.registry.lookup-burst", 1)
                .with("discovery.registry.proxies", "127.0.0.9, 127.0.0.8")
                .start()) {
            assertThat(ask("127.0.0.9", forwarded("10.0.0.1"))).startsWith("HTTP/1.1 200");
            assertThat(ask("127.0.0.9", forwarded("10.0.0.2"))).startsWith("HTTP/1.1 200");
            assertThat(ask("127.0.0.9", forwarded("10.0.0.1"))).startsWith("HTTP/1.1 429");
            // What a client wrote itself stands before what the proxy appended.
            assertThat(ask("127.0.0.9", forwarded("10.0.0.3, 10.0.0.1"))).startsWith("HTTP/1.1 429");
            assertThat(ask("127.0.0.9", forwarded("10.0.0.1, 127.0.0.8"))).startsWith("HTTP/1.1 429");

            assertThat(ask("127.0.0.2", forwarded("10.0.0.4"))).startsWith("HTTP/1.1 200");
            assertThat(ask("127.0.0.2", forwarded("10.0.0.5"))).startsWith("HTTP/1.1 429");
        }
    }

    @Test
    void countsThoseBehindAProxyOneByOneWhoWatchOrWantToAdminister() throws Exception {
        Path token = Files.writeString(directory.resolve("admin.token"), "a-token-that-is-long-enough-for-a-test");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        String stream = "GET /v1/services HTTP/1.1\r\nHost: registry\r\nAccept: text/event-stream\r\nX-Forwarded-For: ";
        String drain = "PUT /v1/services/a/instances/b/drain HTTP/1.1\r\nHost: registry\r\nAuthorization: Bearer wrong"
                + "\r\nContent-Length: 0\r\nX-Forwarded-For: ";
        try (TestNode registry = plan().with("discovery.registry.watch.max-per-source", 1)
                        .with("discovery.registry.proxies", "127.0.0.9")
                        .with("discovery.registry.admin-token-file", token)
                        .start();
                Socket one = connect("127.0.0.9");
                Socket two = connect("127.0.0.9")) {
            send(one, stream + "10.0.0.1\r\n\r\n");
            assertThat(head(one)).startsWith("HTTP/1.1 200");
            send(two, stream + "10.0.0.2\r\n\r\n");
            assertThat(head(two)).startsWith("HTTP/1.1 200");
            assertThat(ask("127.0.0.9", stream + "10.0.0.1\r\n\r\n")).contains(" 429 ", "/problems/too-many-watches");

            String answer = "";
            for (int i = 0; i < 1000 && !answer.contains(" 429 "); i++) {
                answer = ask("127.0.0.9", drain + "10.0.0.1\r\n\r\n");
            }
            assertThat(answer).contains("/problems/too-many-failures");
            assertThat(ask("127.0.0.9", drain + "10.0.0.2\r\n\r\n")).contains(" 401 ", "/problems/not-admin");
        }
    }

    @Test
    void checksNoMoreOfASourceThatForgesTokensAndServesAnother() throws Exception {
        TestLan lan = new TestLan(directory);
        try (FakePeer server = lan.peer("server", "*");
                TestNode registry = plan(lan).start()) {
            String good = server.sign(new Announcement(server.record("orders", "http://10.7.0.5:8080/")));
            String forged = good.substring(0, good.length() - 8) + "AAAAAAAA";
            String answer = "";
            for (int i = 0; i < 10_000 && !answer.contains(" 429 "); i++) {
                answer = ask("127.0.0.1", registration(forged));
                assertThat(answer).containsAnyOf("/problems/bad-signature", "/problems/too-many-failures");
            }
            assertThat(answer).contains(" 429 ", "/problems/too-many-failures").containsIgnoringCase("Retry-After: 1");
            assertThat(ask("127.0.0.2", registration(good))).startsWith("HTTP/1.1 201");
            assertThat(ask("127.0.0.1", LOOKUP)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void countsEachOfManyTokensInOneRequest() throws Exception {
        try (TestNode registry = plan().with("discovery.registry.registration-rate", "0.001")
                .with("discovery.registry.registration-burst", 10)
                .start()) {
            assertThat(ask("127.0.0.1", bulk("[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]")))
                    .startsWith("HTTP/1.1 200");
            assertThat(ask("127.0.0.1", bulk("[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]")))
                    .startsWith("HTTP/1.1 200");
            assertThat(ask("127.0.0.1", bulk("[]"))).startsWith("HTTP/1.1 429");
            assertThat(ask("127.0.0.1", registration())).startsWith("HTTP/1.1 429");
            assertThat(ask("127.0.0.2", registration())).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void holdsOnlyAFewLargeBodiesAtATime() throws Exception {
        List<Socket> held = new ArrayList<>();
        String begun = bulk("[\"a\"]").replace("[\"a\"]", "[");
        try (TestNode registry = plan().start()) {
            for (int i = 0; i < 16; i++) {
                Socket socket = connect("127.0.0." + (1 + i / 4));
                held.add(socket);
                send(socket, begun);
            }
            eventually(() -> assertThat(ask("127.0.0.5", bulk("[]"))).contains(" 503 ", "/problems/busy"));
            held.remove(0).close();
            eventually(() -> assertThat(ask("127.0.0.5", bulk("[]"))).startsWith("HTTP/1.1 200"));
            assertThat(ask("127.0.0.4", bulk("[]"))).contains(" 429 ", "/problems/too-many-requests");
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void aQueryThatCannotBeDecodedPassesTheEntranceLikeAnyOther() throws Exception {
        String odd = LOOKUP.replace("services", "services?a=%zz");
        try (TestNode registry = plan().with("discovery.registry.lookup-rate", "0.001")
                .with("discovery.registry.lookup-burst", 1)
                .start()) {
            assertThat(ask("127.0.0.1", odd))
                    .startsWith("HTTP/1.1 400")
                    .contains("/problems/bad-query", "Content-Security-Policy: default-src 'none'");
            assertThat(ask("127.0.0.1", odd)).startsWith("HTTP/1.1 429");
        }
    }

    @Test
    void refusesHeadersAndAddressesThatAreTooLong() throws Exception {
        try (TestNode registry = plan().start()) {
            assertThat(ask("127.0.0.1", "GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: registry\r\n\r\n"))
                    .contains(" 414 ", "/problems/address-too-long");
            assertThat(ask("127.0.0.1", "GET / HTTP/1.1\r\nHost: registry\r\nX: " + "a".repeat(9000) + "\r\n\r\n"))
                    .contains(" 431 ", "/problems/headers-too-large");
            assertThat(ask("127.0.0.1", "this is no HTTP\r\n\r\n")).contains(" 400 ", "/problems/malformed");
            assertThat(ask("127.0.0.1", LOOKUP)).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/services", "/v1/services/nobody", "/nowhere"})
    void everyAnswerTellsBrowsersToDoNothingWithItAndNobodyWhatServesIt(String path) throws Exception {
        try (TestNode registry = plan().start()) {
            assertThat(ask("127.0.0.1", "GET " + path + " HTTP/1.1\r\nHost: registry\r\n\r\n"))
                    .contains("X-Content-Type-Options: nosniff")
                    .contains("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'")
                    .contains("Referrer-Policy: no-referrer")
                    .doesNotContain("Strict-Transport-Security")
                    .doesNotContainIgnoringCase("\r\nServer:")
                    .doesNotContainIgnoringCase("vert.x");
        }
    }

    @Test
    void speaksHttp11Alone() throws Exception {
        try (TestNode registry = plan().start()) {
            assertThat(ask("127.0.0.1", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).contains(" 501 ");
            assertThat(
                            ask(
                                    "127.0.0.1",
                                    LOOKUP.replace(
                                            "\r\n\r\n",
                                            "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n")))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private TestNode.Plan plan() {
        return plan(new TestLan(directory));
    }

    private TestNode.Plan plan(TestLan lan) {
        return lan.node("registry", Role.REGISTRY).with("discovery.registry.port", port);
    }

    private static String registration() {
        return registration("abc");
    }

    private static String registration(String token) {
        return "PUT /v1/services/orders/instances/server HTTP/1.1\r\nHost: registry\r\nContent-Type: application/jwt\r\n"
                + "Content-Length: " + token.length() + "\r\n\r\n" + token;
    }

    private static String bulk(String body) {
        return "POST /v1/leases HTTP/1.1\r\nHost: registry\r\nContent-Type: application/json\r\n" + "Content-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static String forwarded(String whom) {
        return "GET /v1/services HTTP/1.1\r\nHost: registry\r\nX-Forwarded-For: " + whom + "\r\n\r\n";
    }

    private String ask(String from, String request) throws IOException {
        try (Socket socket = connect(from)) {
            send(socket, request);
            return answer(socket);
        }
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(30_000);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 30_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The first line of an answer that does not end. */
    private static String head(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    /** Up to the end of a body, or of the connection. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                answer.append((char) octet);
                if (answer.toString().endsWith("\r\n0\r\n\r\n") || isComplete(answer.toString())) {
                    break;
                }
            }
        } catch (java.net.SocketException reset) {
            // Closed while we were still sending.
        }
        return answer.toString();
    }

    private static boolean isComplete(String answer) {
        int body = answer.indexOf("\r\n\r\n");
        var length =
                java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(answer);
        return body >= 0 && length.find() && answer.length() - body - 4 >= Integer.parseInt(length.group(1));
    }

    /** Whether one octet more can be sent. */
    private static boolean dribbles(Socket socket) {
        try {
            if (isClosed(socket)) {
                return false;
            }
            send(socket, "x");
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Whether the other side has closed it, or does within a moment. */
    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }
}
