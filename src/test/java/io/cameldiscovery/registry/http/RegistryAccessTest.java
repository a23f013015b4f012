package io.cameldiscovery.registry.http;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.Certificates;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import io.cameldiscovery.tls.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes in at a registry, and how it shows who it is. */
class RegistryAccessTest {

    private static final String TOKEN = "a-token-that-is-long-enough-for-a-test";

    private final int port = FreePort.tcp();

    @TempDir
    private Path directory;

    private TestLan lan;
    private Certificates certificates;

    @BeforeEach
    void makeCertificates() throws Exception {
        lan = new TestLan(directory);
        // A registry reads its trust file again once a second, and a server that was refused waits for long.
        lan.key("server", "*");
        certificates = Certificates.make(directory.resolve("tls"));
    }

    @Test
    void speaksTlsAlone() throws Exception {
        try (TestNode registry = tlsRegistry().start()) {
            HttpResponse<String> answer = get(client(certificates.trusting()), "https", null);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
            assertThatThrownBy(() -> get(HttpClient.newHttpClient(), "http", null))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(HttpClient.newHttpClient(), "https", null))
                    .isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersions(String version) throws Exception {
        try (TestNode registry = tlsRegistry().start();
                SSLSocket socket = connect(certificates.trusting())) {
            socket.setEnabledProtocols(new String[] {version});
            assertThat(ask(socket)).startsWith("HTTP/1.1 200");
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    /** Recorded today, read when the key is known: RFC 9325 section 4.1. */
    @Test
    void takesNoSuiteWithoutForwardSecrecyOrWithoutAuthenticatedEncryption() throws Exception {
        List<String> taken = new ArrayList<>();
        try (TestNode registry = tlsRegistry().start()) {
            for (String suite :
                    certificates.trusting().getSupportedSSLParameters().getCipherSuites()) {
                try (SSLSocket socket = connect(certificates.trusting())) {
                    socket.setEnabledCipherSuites(new String[] {suite});
                    socket.startHandshake();
                    taken.add(suite);
                } catch (SSLException | SocketException refused) {
                    assertThat(suite).doesNotStartWith("TLS_AES").doesNotStartWith("TLS_ECDHE_ECDSA_WITH_AES_128_GCM");
                }
            }
        }
        assertThat(taken)
                .hasSizeGreaterThan(3)
                .allMatch(suite -> suite.matches("TLS_(ECDHE_\\w+_WITH_)?\\w*(GCM|POLY1305)_SHA\\d+")
                        && (suite.contains("ECDHE") || suite.matches("TLS_(AES|CHACHA20).*")));
    }

    @Test
    void countsConnectionsBeforeTheyBeginTls() throws Exception {
        try (TestNode registry = tlsRegistry()
                        .with("discovery.registry.max-source-connections", 1)
                        .start();
                Socket silent = new Socket("127.0.0.1", port);
                Socket second = new Socket("127.0.0.1", port)) {
            second.setSoTimeout(30_000);
            assertThat(isClosed(second)).isTrue();
            assertThat(silent.getInputStream().available()).isZero();
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void takesANewCertificateWithoutARestartAndOpenConnectionsGoOn() throws Exception {
        try (TestNode registry = tlsRegistry().start();
                SSLSocket before = connect(certificates.trusting())) {
            assertThat(ask(before)).startsWith("HTTP/1.1 200");
            BigInteger old = serial(before);

            Certificates renewed = Certificates.make(directory.resolve("renewed"));
            for (String file : new String[] {"registry.pem", "registry.key"}) {
                Files.move(
                        renewed.authority().resolveSibling(file),
                        certificates.authority().resolveSibling(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }

            eventually(() -> {
                try (SSLSocket after = connect(renewed.trusting())) {
                    assertThat(ask(after)).startsWith("HTTP/1.1 200");
                    assertThat(serial(after)).isNotEqualTo(old);
                } catch (SSLException stillTheOldOne) {
                    throw new AssertionError(stillTheOldOne);
                }
            });
            assertThat(ask(before)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void serversAndClientsComeByTls() throws Exception {
        try (TestNode registry = tlsRegistry().start();
                TestNode server = node("server", Role.SERVER)
                        .offering("orders", "http://{address}:8080/")
                        .start();
                TestNode client = node("client", Role.CLIENT).start()) {
            eventually(() -> assertThat(client.resolve("orders", Road.REGISTRY)).isInstanceOf(Resolution.Found.class));
        }
    }

    @Test
    void aRegistryOfAnotherAuthorityIsNotBelieved() throws Exception {
        Certificates other = Certificates.make(directory.resolve("other"));
        try (TestNode registry = tlsRegistry().start();
                TestNode server = node("server", Role.SERVER)
                        .offering("orders", "http://{address}:8080/")
                        .start();
                TestNode deceived = node("client", Role.CLIENT)
                        .with("discovery.registry.authority-file", other.authority())
                        .start()) {
            eventually(() -> assertThat(
                            get(client(certificates.trusting()), "https", null).body())
                    .contains("orders"));
            assertThat(deceived.resolve("orders", Road.REGISTRY)).isInstanceOf(Resolution.NotFound.class);
        }
    }

    @Test
    void answersLookupsOfThoseAloneWhoSendTheTokenAndTakesRegistrationsWithout() throws Exception {
        Path tokens = token(TOKEN);
        HttpClient http = client(certificates.trusting());
        try (TestNode registry = tlsRegistry()
                        .with("discovery.registry.lookup-token-file", tokens)
                        .start();
                TestNode server = node("server", Role.SERVER)
                        .offering("orders", "http://{address}:8080/")
                        .start();
                TestNode client = node("client", Role.CLIENT)
                        .with("discovery.registry.lookup-token-file", tokens)
                        .start()) {
            eventually(() -> assertThat(client.resolve("orders", Road.REGISTRY)).isInstanceOf(Resolution.Found.class));

            HttpResponse<String> none = get(http, "https", null);
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.body()).contains("/problems/lookup-not-allowed").doesNotContain("orders");
            assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"discovery\"");
            HttpResponse<String> wrong = get(http, "https", "Bearer wrong-token-of-sufficient-length");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .contains("invalid_token");
            assertThat(get(http, "https", "Bearer " + TOKEN).statusCode()).isEqualTo(200);

            assertThat(HttpClient.newBuilder()
                            .sslContext(certificates.trusting())
                            .build()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create("https://127.0.0.1:" + port + "/v1/catalog/services"))
                                            .header("X-Consul-Token", TOKEN)
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);

            token("another-token-that-is-long-enough");
            eventually(() -> assertThat(get(http, "https", "Bearer " + TOKEN).statusCode())
                    .isEqualTo(401));
        }
    }

    @Test
    void aCertificateOpensLookupsToo() throws Exception {
        Identity own = new Identity(certificates.certificate("client"), certificates.key("client"), () -> 0, () -> {});
        try (TestNode registry = tlsRegistry()
                        .with("discovery.registry.tls.client-authority-file", certificates.authority())
                        .start();
                TestNode server = node("server", Role.SERVER)
                        .offering("orders", "http://{address}:8080/")
                        .start();
                TestNode client = node("client", Role.CLIENT)
                        .with("discovery.registry.certificate-file", certificates.certificate("client"))
                        .with("discovery.registry.key-file", certificates.key("client"))
                        .start()) {
            eventually(() -> assertThat(client.resolve("orders", Road.REGISTRY)).isInstanceOf(Resolution.Found.class));
            assertThat(get(client(certificates.trusting(own)), "https", null).statusCode())
                    .isEqualTo(200);
            assertThat(get(client(certificates.trusting()), "https", null).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void refusesAllWhoShowNoCertificateWhereOneIsRequired() throws Exception {
        Identity own = new Identity(certificates.certificate("client"), certificates.key("client"), () -> 0, () -> {});
        Certificates other = Certificates.make(directory.resolve("other"));
        Identity strange = new Identity(other.certificate("client"), other.key("client"), () -> 0, () -> {});
        try (TestNode registry = tlsRegistry()
                .with("discovery.registry.tls.client-authority-file", certificates.authority())
                .with("discovery.registry.tls.client-certificates", "required")
                .start()) {
            assertThat(get(client(certificates.trusting(own)), "https", null).statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> get(client(certificates.trusting()), "https", null))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(client(certificates.trusting(strange)), "https", null))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void servesNoDnsWhereNotEverybodyMayLookUp() throws Exception {
        int dns = FreePort.udpAndTcp();
        TestNode.Plan guarded = tlsRegistry()
                .with("discovery.registry.lookup-token-file", token(TOKEN))
                .with("discovery.registry.dns.port", dns);
        try (TestNode registry = guarded.start()) {
            assertThat(registry.node().context().getRoute("serve-dns-datagrams"))
                    .isNull();
            assertThat(registry.node().registrySummary().orElseThrow())
                    .contains("no DNS (lookups need a token or certificate, and DNS has none:"
                            + " discovery.registry.dns.open)");
        }
        try (TestNode registry =
                guarded.with("discovery.registry.dns.open", true).start()) {
            assertThat(registry.node().context().getRoute("serve-dns-datagrams"))
                    .isNotNull();
        }
    }

    @Test
    void healthStaysInPlainOnItsOwnPort() throws Exception {
        int management = FreePort.tcp();
        try (TestNode registry =
                tlsRegistry().with("discovery.management.port", management).start()) {
            HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/health/ready"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(ready, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void showsWhenItsCertificateEnds() throws Exception {
        int management = FreePort.tcp();
        try (TestNode registry = tlsRegistry()
                        .with("discovery.management.port", management)
                        .start();
                SSLSocket socket = connect(certificates.trusting())) {
            ask(socket);
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            HttpRequest metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/metrics"))
                    .build();

            String all = HttpClient.newHttpClient()
                    .send(metrics, HttpResponse.BodyHandlers.ofString())
                    .body();

            String value = all.lines()
                    .filter(line -> line.startsWith("discovery_tls_certificate_expiry_timestamp_seconds "))
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .findFirst()
                    .orElseThrow();
            assertThat(Double.parseDouble(value))
                    .isEqualTo(shown.getNotAfter().toInstant().getEpochSecond());
        }
    }

    @Test
    void startsOnlyWithFilesThatGoTogether() throws Exception {
        assertRefused(
                tlsRegistry().with("discovery.registry.tls.key-file", certificates.key("client")),
                "is not the key of the first certificate");
        assertRefused(tlsRegistry().with("discovery.registry.tls.key-file", ""), "go together");
        assertRefused(
                registry().with("discovery.registry.tls.client-authority-file", certificates.authority()),
                "discovery.registry.tls.certificate-file is missing");
        assertRefused(
                tlsRegistry().with("discovery.registry.tls.client-certificates", "required"),
                "discovery.registry.tls.client-authority-file is missing");
        assertRefused(tlsRegistry().with("discovery.registry.tls.certificate-file", lan.trust()), "no certificates");
        assertRefused(tlsRegistry().with("discovery.registry.tls.key-file", directory), "is a directory");
        Path open = certificates.key("registry");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(tlsRegistry(), "chmod 600");
        assertRefused(
                node("client", Role.CLIENT)
                        .with("discovery.registry.url", "http://10.7.0.2:9798,https://10.7.0.3:9798"),
                "http and https are mixed");
        assertRefused(
                node("client", Role.CLIENT)
                        .with("discovery.registry.url", "http://10.7.0.2:9798")
                        .with("discovery.registry.lookup-token-file", token(TOKEN)),
                "write https://");
    }

    private static void assertRefused(TestNode.Plan plan, String why) {
        assertThatThrownBy(() -> plan.start().close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(why);
    }

    private TestNode.Plan registry() {
        return lan.node("registry", Role.REGISTRY).with("discovery.registry.port", port);
    }

    private TestNode.Plan tlsRegistry() {
        return registry()
                .with("discovery.registry.tls.certificate-file", certificates.certificate("registry"))
                .with("discovery.registry.tls.key-file", certificates.key("registry"));
    }

    private TestNode.Plan node(String name, Role role) {
        return lan.node(name, role)
                .with("discovery.registry.url", "https://127.0.0.1:" + port)
                .with("discovery.registry.authority-file", certificates.authority());
    }

    private Path token(String text) throws IOException {
        Path file = directory.resolve("lookup.token");
        Path fresh = directory.resolve("fresh.token");
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        return Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static HttpClient client(SSLContext context) {
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private HttpResponse<String> get(HttpClient client, String scheme, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + "/v1/services"));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private SSLSocket connect(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /v1/services HTTP/1.1\r\nHost: registry\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("}")) {
            int octet = in.read();
            if (octet < 0) {
                throw new SSLHandshakeException("closed");
            }
            answer.append((char) octet);
        }
        return answer.toString();
    }

    private static BigInteger serial(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }
}
