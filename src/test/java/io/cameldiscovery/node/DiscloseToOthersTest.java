package io.cameldiscovery.node;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import io.cameldiscovery.token.KeyGenerator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a registry shows to Consul's clients and to Prometheus, who verify nothing and need no key. */
class DiscloseToOthersTest {

    private static final String CONSUL = "/v1/health/service/orders";
    private static final String PROMETHEUS = "/v1/prometheus/targets";

    private final int port = FreePort.tcp();
    private final HttpClient client = HttpClient.newHttpClient();

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @BeforeEach
    void makeLan() {
        // Before the registry starts: it would hear of a later key only a second after, and the server comes again in
        // 15 s.
        lan.key("server", "*");
    }

    private TestNode.Plan registry() {
        return lan.node("registry", Role.REGISTRY).with("discovery.registry.port", port);
    }

    private TestNode.Plan server() {
        return lan.node("server", Role.SERVER)
                .with("discovery.registry.url", "http://127.0.0.1:" + port)
                .offering("orders", "http://127.0.0.1:8080/api");
    }

    private Path encryptionKey() {
        Path key = lan.directory().resolve("encryption.jwk");
        new KeyGenerator(new SecureRandom()).encryptionKey(key, "psk");
        return key;
    }

    @Test
    void showsWhatIsRegistered() throws Exception {
        registry().start();
        server().start();
        eventually(() -> assertThat(get(CONSUL).body()).contains("\"Port\":8080"));
        assertThat(get(PROMETHEUS).body()).contains("\"127.0.0.1:8080\"");
    }

    @Test
    void showsNothingWhereItIsSwitchedOff() throws Exception {
        registry()
                .with("discovery.registry.consul.enabled", false)
                .with("discovery.registry.prometheus.enabled", false)
                .start();
        assertNothingAt(CONSUL);
        assertNothingAt(PROMETHEUS);
    }

    @Test
    void showsNothingOfAnEncryptingRegistry() throws Exception {
        registry().with("discovery.encryption.key-file", encryptionKey()).start();
        assertNothingAt(CONSUL);
        assertNothingAt(PROMETHEUS);
    }

    @Test
    void showsWhatIsEncryptedWhereItIsToldTo() throws Exception {
        Path key = encryptionKey();
        registry()
                .with("discovery.encryption.key-file", key)
                .with("discovery.registry.disclose", true)
                .start();
        server().with("discovery.encryption.key-file", key).start();
        eventually(() -> assertThat(get(CONSUL).body()).contains("\"Port\":8080"));
        assertThat(get(PROMETHEUS).body()).contains("\"127.0.0.1:8080\"");
        assertThat(get("/v1/services/orders?region=eu").statusCode())
                .as("a filter")
                .isEqualTo(200);
    }

    private void assertNothingAt(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("/problems/not-found");
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
