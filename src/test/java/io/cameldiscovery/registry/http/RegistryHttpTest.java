package io.cameldiscovery.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** RFC 9112 section 3.2.2; without a line in the log, which {@link StrangersTest} sees to. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void answersARequestWhoseTargetHasSchemeAndHost(String method) throws Exception {
        assertThat(ask(method + " http://r/v1/services/orders?state=alive" + LAST))
                .startsWith("HTTP/1.1 200 ");
    }

    /** RFC 9112 sections 3.2, 6.1 and 6.3. Where the request ends is for each reader to say: none is read behind it. */
    @ParameterizedTest
    @CsvSource({
        "1.1, 'Host: r|Content-Length: 5|Transfer-Encoding: chunked', 400",
        "1.1, 'Host: r|Transfer-Encoding: chunked|Content-Length: 5', 400",
        "1.1, 'Host: r|Content-Length: 5|Transfer-Encoding: gzip', 400",
        "1.1, 'Host: r|Content-Length: 5|Content-Length: 6', 400",
        "1.0, 'Host: r|Transfer-Encoding: chunked', 400",
        "1.1, 'Host: r|Host: s', 400",
        "1.1, 'Host: r|Host: r', 400",
        "1.1, 'X: r', 400",
        "1.1, 'Host: a b', 400",
        "1.1, 'Host: r/x', 400",
        "1.1, 'Host: u@r', 400",
        "1.1, 'Host: r|Transfer-Encoding: gzip', 400",
        "1.1, 'Host: r|Transfer-Encoding: identity', 400",
        "1.1, 'Host: r|Transfer-Encoding: chunked, chunked', 400",
        "1.1, 'Host: r|Transfer-Encoding: chunked, gzip', 400",
        "1.1, 'Host: r|Transfer-Encoding: \u000bchunked', 400",
        "1.1, 'Host: r|Transfer-Encoding: gzip, chunked', 501",
        "1.1, 'Host: r|Transfer-Encoding: x|Transfer-Encoding: chunked', 501",
    })
    void refusesWhatOthersMayReadInAnotherWayAndClosesTheConnection(String version, String headers, int status)
            throws Exception {
        String first = "PUT /v1/services/orders/instances/a HTTP/" + version + "\r\nContent-Type: application/jwt\r\n"
                + headers.replace("|", "\r\n") + "\r\n\r\n0\r\n\r\n";

        String answers = ask(first + "GET /v1/services" + LAST);

        assertThat(answers)
                .startsWith("HTTP/" + version + " " + status + " ")
                .contains("application/problem+json")
                .containsIgnoringCase("Connection: close\r\n")
                .doesNotContain("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1\r\nHost:", "1.1\r\nHost: r:9798", "1.1\r\nHost: [::1]:9798", "1.0", "1.0\r\nHost: r"})
    void takesEveryHostThatIsOne(String version) throws Exception {
        assertThat(ask("GET /v1/services HTTP/" + version + "\r\nConnection: close\r\n\r\n"))
                .contains(" 200 OK");
    }

    @Test
    void takesChunks() throws Exception {
        assertThat(ask("PUT /v1/services/orders/instances/a HTTP/1.1\r\nHost: r\r\nConnection: close\r\n"
                        + "Content-Type: application/jwt\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"))
                .contains("/problems/malformed", "not a token");
    }

    /** RFC 9110 section 6.6.1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/services",
                "HEAD /v1/services/orders",
                "GET /v1/services/orders",
                "GET /v1/openapi.yaml",
                "GET /v1/prometheus/targets",
                "GET /nowhere",
                "GET /%zz",
                "PATCH /v1/services",
                "this is no HTTP"
            })
    void everyAnswerSaysWhenItWasMade(String request) throws Exception {
        Matcher date = Pattern.compile("(?i)\r\ndate: (.*)\r\n").matcher(ask(request + LAST));

        assertThat(date.find()).isTrue();
        assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date.group(1))))
                .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(date.find()).as("a second one").isFalse();
    }

    private static String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
