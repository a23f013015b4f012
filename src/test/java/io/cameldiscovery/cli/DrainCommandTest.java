package io.cameldiscovery.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.Certificates;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainCommandTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> requests = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path token;
    private HttpServer server;
    private int status = 200;
    private String answer = "{}";
    /** To all requests but the first, if it is something else. */
    private String rest;

    @BeforeEach
    void start() throws IOException {
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
        token = Files.writeString(directory.resolve("admin.token"), TOKEN + "\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = (requests.size() > 1 && rest != null ? rest : answer).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
            if (status != 204) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.setOut(realOut);
        System.setErr(realErr);
    }

    @Test
    void drainsAnInstanceAndExitsWith0() {
        assertThat(run("drain", "orders", "a.1")).isZero();

        assertThat(requests).containsExactly("PUT /v1/services/orders/instances/a.1/drain Bearer " + TOKEN);
        assertThat(out).hasToString("orders/a.1 is draining\n");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void undrainsAnInstanceAndExitsWith0() {
        status = 204;

        assertThat(run("undrain", "orders", "a.1")).isZero();

        assertThat(requests).containsExactly("DELETE /v1/services/orders/instances/a.1/drain Bearer " + TOKEN);
        assertThat(out).hasToString("orders/a.1 is not drained\n");
    }

    @ParameterizedTest
    @CsvSource({
        "404, unknown-instance, 1",
        "404, not-found, 4",
        "403, admin-off, 3",
        "429, too-many-failures, 4",
        "503, store-unavailable, 4"
    })
    void exitsWithACodeForEachKindOfRefusalAndSaysWhy(int answered, String type, int exitCode) {
        status = answered;
        answer = "{\"type\":\"/problems/" + type + "\",\"detail\":\"because it is so\"}";

        assertThat(run("drain", "orders", "a")).isEqualTo(exitCode);

        assertThat(err).hasToString("discovery: the registry answers " + answered + ": because it is so\n");
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void saysThatItsTokenIsNotTheAdminsAndNotThatItSentNone() {
        status = 401;
        answer = "{\"type\":\"/problems/not-admin\",\"detail\":\"send the header\"}";

        assertThat(run("drain", "orders", "a")).isEqualTo(3);

        assertThat(err)
                .hasToString("discovery: the registry answers 401: the token in " + token
                        + " is not an admin token of this registry\n");
    }

    @Test
    void namesTheRegistryThatRefusesIfThereAreSeveral() {
        status = 503;
        answer = "{\"type\":\"/problems/store-unavailable\",\"detail\":\"the disk is full\"}";
        String nobody = "http://127.0.0.1:" + FreePort.tcp();

        assertThat(Main.run("drains", "--registry", nobody + "," + url(), "--token-file", token.toString()))
                .isEqualTo(4);

        assertThat(err.toString(UTF_8)).endsWith("discovery: " + url() + " answers 503: the disk is full\n");
    }

    @Test
    void asksTheNextRegistryWhenOneIsOutOfReach() {
        String nobody = "http://127.0.0.1:" + FreePort.tcp();

        assertThat(Main.run(
                        "undrain", "orders", "a", "--registry", nobody + "," + url(), "--token-file", token.toString()))
                .isZero();
        assertThat(requests).hasSize(1);
        assertThat(err).hasToString("discovery: " + nobody + " is out of reach (connection refused)\n");
    }

    @Test
    void asksTheNextRegistryWhenOneCannotServe() throws IOException {
        status = 503;
        answer = "{\"type\":\"/problems/store-unavailable\",\"detail\":\"the disk is full\"}";
        HttpServer next = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        next.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        next.start();
        try {
            String other = "http://127.0.0.1:" + next.getAddress().getPort();
            assertThat(Main.run(
                            "undrain",
                            "orders",
                            "a",
                            "--registry",
                            url() + "," + other,
                            "--token-file",
                            token.toString()))
                    .isZero();
            assertThat(err.toString(UTF_8)).isEmpty();
        } finally {
            next.stop(0);
        }
    }

    @Test
    void believesARegistryWhoseCertificateTheGivenAuthoritySignedAndNoOther() throws Exception {
        Certificates certificates = Certificates.make(directory.resolve("tls"));
        Path lookups = Files.writeString(directory.resolve("lookup.token"), "another-token-that-is-long-enough");
        Files.setPosixFilePermissions(lookups, PosixFilePermissions.fromString("rw-------"));
        TestLan lan = new TestLan(directory);
        int port = FreePort.tcp();
        String https = "https://127.0.0.1:" + port;
        try (TestNode registry = lan.node("registry", Role.REGISTRY)
                .with("discovery.registry.port", port)
                .with("discovery.registry.tls.certificate-file", certificates.certificate("registry"))
                .with("discovery.registry.tls.key-file", certificates.key("registry"))
                .with("discovery.registry.admin-token-file", token)
                // The header has room for one token: that of the admin must do.
                .with("discovery.registry.lookup-token-file", lookups)
                .start()) {
            String[] drains = {"drains", "--registry", https, "--token-file", token.toString()};
            assertThat(Main.run(drains)).isEqualTo(4);
            assertThat(err)
                    .hasToString("discovery: " + https + " is out of reach (nobody who is trusted here signed its"
                            + " certificate: name who did in --authority-file)\n");
            assertThat(Main.run(and(
                            drains, "--authority-file", certificates.authority().toString())))
                    .isZero();
            assertThat(Main.run(and(drains, "--authority-file", "/none"))).isEqualTo(2);
        }
    }

    @Test
    void showsACertificateToARegistryThatRequiresOne() throws Exception {
        Certificates certificates = Certificates.make(directory.resolve("tls"));
        int port = FreePort.tcp();
        try (TestNode registry = new TestLan(directory)
                .node("registry", Role.REGISTRY)
                .with("discovery.registry.port", port)
                .with("discovery.registry.tls.certificate-file", certificates.certificate("registry"))
                .with("discovery.registry.tls.key-file", certificates.key("registry"))
                .with("discovery.registry.tls.client-authority-file", certificates.authority())
                .with("discovery.registry.tls.client-certificates", "required")
                .with("discovery.registry.admin-token-file", token)
                .start()) {
            String[] drains = {
                "drains",
                "--registry",
                "https://127.0.0.1:" + port,
                "--token-file",
                token.toString(),
                "--authority-file",
                certificates.authority().toString()
            };
            String[] certificate = {
                "--certificate-file", certificates.certificate("client").toString()
            };
            String[] key = {"--key-file", certificates.key("client").toString()};

            assertThat(Main.run(drains)).isEqualTo(4);
            assertThat(err.toString(UTF_8))
                    .contains("certificate that it trusts: name yours in --certificate-file and --key-file");
            assertThat(Main.run(and(and(drains, certificate), key))).isZero();
            assertThat(Main.run(and(drains, "--certificate-file", "", "--key-file", "")))
                    .as("empty means none")
                    .isEqualTo(4);

            assertThat(Main.run(and(drains, certificate))).isEqualTo(2);
            assertThat(err.toString(UTF_8))
                    .endsWith("--key-file is missing: --certificate-file and --key-file go" + " together\n");
            assertThat(Main.run(and(drains, key))).isEqualTo(2);
            assertThat(err.toString(UTF_8)).contains("discovery: --certificate-file is missing");
        }
    }

    private static String[] and(String[] arguments, String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    void listsWhatIsDrainedPartByPart() {
        answer = "{\"drains\":[{\"service\":\"orders\",\"instance\":\"a.1\",\"since\":\"2026-03-01T12:00:00Z\","
                + "\"registered\":true}],\"next\":\"orders/a.1\"}";
        rest = "{\"drains\":[{\"service\":\"orders\",\"instance\":\"b\",\"since\":\"2026-03-01T13:00:00Z\","
                + "\"registered\":false}]}";

        assertThat(Main.run("drains", "--registry", url(), "--token-file", token.toString()))
                .isZero();

        assertThat(requests)
                .containsExactly("GET /v1/drains Bearer " + TOKEN, "GET /v1/drains?after=orders%2Fa.1 Bearer " + TOKEN);
        assertThat(out)
                .hasToString("orders/a.1 is draining since 2026-03-01T12:00:00Z\n"
                        + "orders/b is draining since 2026-03-01T13:00:00Z, not registered now\n");
    }

    @Test
    void exitsWith4WhenSomethingElseAnswers() {
        status = 404;
        answer = "<html>";

        assertThat(run("drain", "orders", "a")).isEqualTo(4);
        assertThat(err).hasToString("discovery: the registry answers 404: no registry, or one of another version\n");
    }

    @Test
    void exitsWith4WhenTheRegistryIsOutOfReach() throws IOException {
        String nobody = "http://127.0.0.1:" + FreePort.tcp();

        assertThat(Main.run("drain", "orders", "a", "--registry", nobody, "--token-file", token.toString()))
                .isEqualTo(4);
        assertThat(err.toString(UTF_8))
                .startsWith("discovery: " + nobody + " is out of reach")
                .doesNotContain("\tat ");
    }

    @Test
    void exitsWith2WhenItIsUsedWronglyAndAsksNobody() {
        assertThat(run("drain", "no name", "a")).isEqualTo(2);
        assertThat(run("drain", "orders", "a b")).isEqualTo(2);
        assertThat(Main.run("drain", "orders", "a", "--registry", "nowhere", "--token-file", token.toString()))
                .isEqualTo(2);
        assertThat(Main.run("drain", "orders", "a", "--registry", url(), "--token-file", "/none"))
                .isEqualTo(2);
        assertThat(Main.run("drain", "orders", "a", "--registry", url())).isEqualTo(2);

        assertThat(Main.run("drains", "--registry", "127.0.0.1:9798", "--token-file", token.toString()))
                .isEqualTo(2);

        assertThat(err.toString(UTF_8))
                .contains("there is no such token file")
                .contains("discovery: --registry=127.0.0.1:9798 is no URL: write http://127.0.0.1:9798")
                .doesNotContain("\tat ");
        assertThat(requests).isEmpty();
    }

    private int run(String command, String service, String instance) {
        return Main.run(command, service, instance, "--registry", url(), "--token-file", token.toString());
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }
}
