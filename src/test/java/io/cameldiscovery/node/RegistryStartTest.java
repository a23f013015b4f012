package io.cameldiscovery.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What those hear who ask a registry that has only just been started. */
class RegistryStartTest {

    private static final List<HttpResponse<String>> ANSWERS = new CopyOnWriteArrayList<>();

    private final int port = FreePort.tcp();

    @TempDir
    private Path directory;

    @Test
    void doesNotStartIfEtcdWouldRemoveWhatTheRegistriesKeepThroughAnOutage() {
        TestNode.Plan plan = new TestLan(directory)
                .node("registry", Role.REGISTRY)
                .with("discovery.registry.port", port)
                .with("discovery.registry.store", "etcd")
                .with("discovery.registry.outage.keep", "2h")
                .with("discovery.registry.etcd.grace", "1h");

        assertThatThrownBy(plan::start)
                .hasStackTraceContaining("discovery.registry.etcd.grace")
                .hasStackTraceContaining("at least 130m (2h10m): discovery.registry.outage.keep, and"
                        + " discovery.registry.restart-grace or");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            discovery.registry.memory         | 24h         | at least 86430s (24h30s): discovery.trust.max-lifetime
            discovery.registry.max-body-size  | 1231        | a whole number from 1232 to
            discovery.registry.dns.ttl        | 500ms       | a duration of whole seconds
            discovery.registry.dns.negative-ttl | 1500ms    | a duration of whole seconds
            discovery.registry.used           | true        | is not a setting; did you mean discovery.registry.
            discovery.registry.others         | 2           | is not a setting; did you mean discovery.registry.
            discovery.registry.dns.used       | false       | is not a setting; did you mean discovery.registry.dns.
            discovery.registry.retry-after    | 9s          | is not a setting any more: remove it, the value is always 5s
            discovery.registry.etcd.endpoints | http://127.0.0.1 | 'http://127.0.0.1' has no port; etcd's is 2379
            discovery.registry.etcd.endpoints | 127.0.0.1:2379 | begin '127.0.0.1:2379' with http:// or https://
            discovery.registry.etcd.endpoints | ''          | (no endpoint is given)
            discovery.registry.etcd.endpoints | ','         | (no endpoint is given)
            discovery.registry.url            | 127.0.0.1:9798 | write http://127.0.0.1:9798 or https://
            discovery.registry.host           | 192.0.2.1   | is not an address of this host
            discovery.lan.bind-address        | 192.0.2.1   | is not an address of this host
            discovery.management.port         | %1$d | TCP port %1$d cannot be used: Address already in use: stop the program that has it, or set another discovery.management.port
            discovery.registry.port           | %1$d | stop the program that has it, or set another discovery.registry.port
            discovery.registry.dns.port       | %1$d | stop the program that has it, or set another discovery.registry.dns.port
            """)
    void doesNotStartWithWhatTheReferenceRulesOutAndSaysWhatToWrite(String key, String value, String line)
            throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TestNode.Plan plan = new TestLan(directory)
                    .node("registry", Role.REGISTRY)
                    .with("discovery.registry.port", port)
                    .with(key, value.formatted(taken.getLocalPort()));

            assertThatThrownBy(() -> plan.start().close())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(key)
                    .hasMessageContaining(line.formatted(taken.getLocalPort()));
        }
    }

    @Test
    void saysThatItStartsAndNeverThatItKnowsNothing() throws Exception {
        Path home = directory.resolve("home");
        TestNode.copyProject(home);
        Files.writeString(
                home.resolve("routes/registry/ask-meanwhile.camel.yaml"), """
                - beans:
                    - name: asks
                      type: %s
                      properties:
                        port: %d
                - route:
                    id: ask-meanwhile
                    description: Ask while routes are started
                    routePolicy: asks
                    from:
                      uri: direct:ask-meanwhile
                      steps:
                        - stop: {}
                """.formatted(Asks.class.getName(), port));
        ANSWERS.clear();

        try (TestNode registry = new TestLan(directory)
                .node("registry", Role.REGISTRY)
                .with("discovery.registry.port", port)
                .installedAt(home)
                .start()) {
            assertThat(ask(port, "GET", "/v1/services").statusCode()).isEqualTo(200);
        }

        assertThat(ANSWERS).hasSize(2).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("\"/problems/starting\"");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        });
    }

    /** Asks when its route has started, and others have not. */
    public static final class Asks extends RoutePolicySupport {

        private int port;

        public void setPort(int port) {
            this.port = port;
        }

        @Override
        public void onStart(Route route) {
            ANSWERS.add(ask(port, "GET", "/v1/services/orders"));
            ANSWERS.add(ask(port, "PUT", "/v1/services/orders/instances/a"));
        }
    }

    private static HttpResponse<String> ask(int port, String method, String path) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/jwt")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.sendAsync(request, BodyHandlers.ofString()).join();
    }
}
