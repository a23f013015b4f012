package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
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
                .hasStackTraceContaining("at least " + Duration.ofMinutes(130).toMillis() + "ms");
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
