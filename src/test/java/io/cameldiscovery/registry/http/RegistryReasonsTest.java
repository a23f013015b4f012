package io.cameldiscovery.registry.http;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.Certificates;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.Product;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients and servers say when a registry does not do what they want: where, what, why, and which setting. */
class RegistryReasonsTest {

    private final int port = FreePort.tcp();

    @TempDir
    private Path directory;

    private TestLan lan;
    private Certificates certificates;

    @BeforeEach
    void makeCertificates() throws Exception {
        lan = new TestLan(directory);
        lan.key("server", "*");
        certificates = Certificates.make(directory.resolve("tls"));
    }

    @Test
    void aCertificateThatNobodyTrustedSigned() throws Exception {
        Path other = Certificates.make(directory.resolve("other")).authority();
        try (TestNode registry = tlsRegistry().start()) {
            assertSaid(
                    https(),
                    other,
                    "is out of reach (nobody who is trusted here signed its certificate: name who did in"
                            + " discovery.registry.authority-file)");
        }
    }

    @Test
    void aNameThatTheCertificateDoesNotHave() {
        try (TestNode registry = tlsRegistry().start()) {
            assertSaid(
                    "https://localhost:" + port,
                    certificates.authority(),
                    "is out of reach (its certificate is for other names than the one in its URL)");
        }
    }

    @Test
    void aPlainUrlOfARegistryThatSpeaksTls() {
        try (TestNode registry = tlsRegistry().start()) {
            assertSaid(
                    http(),
                    certificates.authority(),
                    "is out of reach (it closed the connection without an answer, as one does that wants https:// and"
                            + " is asked by http://)");
        }
    }

    @Test
    void aSecureUrlOfARegistryThatSpeaksNoTls() {
        try (TestNode registry = registry().start()) {
            assertSaid(
                    https(),
                    certificates.authority(),
                    "is out of reach (it speaks no TLS: write http:// instead of https://, or give it a certificate)");
        }
    }

    @Test
    void aPortAtWhichNobodyListens() {
        assertSaid(http(), certificates.authority(), "is out of reach (connection refused)");
        assertSaid(https(), certificates.authority(), "is out of reach (connection refused)");
    }

    @Test
    void aPortAtWhichNobodyAnswers() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + mute.getLocalPort();
            try (TestNode client = node("client", Role.CLIENT, url, certificates.authority())
                    .with("discovery.registry.timeout", "300ms")
                    .start()) {
                assertNotFound(client, "the registry " + url + " is out of reach (no answer in time)");
            }
        }
    }

    @Test
    void aRegistryThatWantsATokenForLookups() throws IOException {
        Path tokens = Files.writeString(directory.resolve("lookup.token"), "a-token-that-is-long-enough-for-a-test");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        try (TestNode registry = registry()
                        .with("discovery.registry.lookup-token-file", tokens)
                        .start();
                TestNode client = node("client", Role.CLIENT, http(), certificates.authority())
                        .start()) {
            assertNotFound(
                    client,
                    "the registry " + http() + " refused the lookup (401: it wants a token that it knows, see"
                            + " discovery.registry.lookup-token-file, or a certificate)");
        }
    }

    /** As people see it, without a line of a library. */
    @Test
    void aRegistryThatWantsACertificate() {
        lan.key("finder");
        try (TestNode registry = tlsRegistry()
                        .with("discovery.registry.tls.client-authority-file", certificates.authority())
                        .with("discovery.registry.tls.client-certificates", "required")
                        .start();
                HostProcess find = Product.start(
                        "find",
                        "orders",
                        "--source",
                        "registry",
                        "--registry",
                        https(),
                        "--timeout",
                        "50s",
                        "--interfaces",
                        "lo",
                        "--port",
                        Integer.toString(lan.port()),
                        "--state",
                        directory.resolve("finder").toString(),
                        "-D",
                        "discovery.registry.timeout=20s",
                        "-D",
                        "discovery.registry.authority-file=" + certificates.authority(),
                        "-D",
                        "discovery.signing.key-file=" + lan.key("finder"),
                        "-D",
                        "discovery.trust.file=" + lan.trust())) {
            assertThat(find.awaitEnd(Duration.ofMinutes(2))).isEqualTo(1);
            assertThat(find.errors())
                    .containsExactly("not found: orders (the registry " + https() + " is out of reach (it wants a"
                            + " certificate that it trusts: name yours in discovery.registry.certificate-file))");
            assertThat(find.lines()).isEmpty();
        }
    }

    /** By a client that looks up there, and by a server that registers there. */
    private void assertSaid(String url, Path authority, String obstacle) {
        try (TestNode client = node("client", Role.CLIENT, url, authority).start()) {
            assertNotFound(client, "the registry " + url + " " + obstacle);
        }
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server");
                TestNode server = node("server", Role.SERVER, url, authority)
                        .offering("orders", "http://127.0.0.1:8080/")
                        .start()) {
            eventually(() -> assertThat(log.lines())
                    .containsExactly(
                            "WARN The registry " + url + " " + obstacle + "; trying again after growing pauses"));
            assertThat(server.drops("failure")).isZero();
        }
    }

    private static void assertNotFound(TestNode client, String reason) {
        assertThat(client.resolve("orders", Road.REGISTRY))
                .isInstanceOfSatisfying(Resolution.NotFound.class, notFound -> assertThat(notFound.reasons())
                        .containsExactly(reason));
    }

    private String http() {
        return "http://127.0.0.1:" + port;
    }

    private String https() {
        return "https://127.0.0.1:" + port;
    }

    private TestNode.Plan registry() {
        return lan.node("registry", Role.REGISTRY).with("discovery.registry.port", port);
    }

    private TestNode.Plan tlsRegistry() {
        return registry()
                .with("discovery.registry.tls.certificate-file", certificates.certificate("registry"))
                .with("discovery.registry.tls.key-file", certificates.key("registry"));
    }

    /** A machine that stands still for a while must not make a registry look dead. */
    private TestNode.Plan node(String name, Role role, String url, Path authority) {
        return lan.node(name, role)
                .with("discovery.registry.url", url)
                .with("discovery.registry.authority-file", authority)
                .with("discovery.registry.timeout", "20s")
                .with("discovery.resolver.timeout", "55s")
                .with("discovery.resolver.cache", false);
    }
}
