package io.cameldiscovery;

import static io.cameldiscovery.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus finds its targets at a registry. Loopback alone. */
class ScrapeWithPrometheusIT {

    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");

    @TempDir
    private Path directory;

    @Test
    void prometheusScrapesTheRegisteredInstancesAndNoneThatLeft() throws Exception {
        boolean required = "true".equals(System.getenv("DISCOVERY_REQUIRE_NETLAB"));
        Assumptions.assumeTrue(
                required || Files.isExecutable(PROGRAM), "skipped: there is no prometheus (Debian: prometheus)");
        TestLan lan = new TestLan(directory);
        int http = FreePort.tcp();
        int front = FreePort.tcp();
        HttpServer one = withMetrics();
        HttpServer two = withMetrics();
        TestNode.Plan first = offering(lan.node("one", Role.SERVER), http, one);
        TestNode.Plan second = offering(lan.node("two", Role.SERVER), http, two);
        try (TestNode registry = lan.node("registry", Role.REGISTRY)
                        .with("discovery.registry.port", http)
                        .start();
                TestNode stays = first.start();
                HostProcess prometheus = prometheus(http, front)) {
            try (TestNode leaves = second.start()) {
                eventually(() -> assertThat(healthy(front))
                        .as("%s", prometheus)
                        .containsExactlyInAnyOrder("one " + address(one), "two " + address(two)));
            }
            eventually(() -> assertThat(healthy(front)).as("%s", prometheus).containsExactly("one " + address(one)));
        } finally {
            one.stop(0);
            two.stop(0);
        }
    }

    private static HttpServer withMetrics() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] metrics = "answers_total 1\n".getBytes(UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, metrics.length);
            exchange.getResponseBody().write(metrics);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String address(HttpServer server) {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static TestNode.Plan offering(TestNode.Plan node, int registry, HttpServer server) {
        return node.with("discovery.registry.url", "http://127.0.0.1:" + registry)
                .offering("orders", "http://" + address(server) + "/");
    }

    /** As docs/operations.md has it, but quicker. */
    private HostProcess prometheus(int registry, int front) throws IOException {
        Path file = Files.writeString(directory.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: orders
                    http_sd_configs:
                      - url: http://127.0.0.1:%d/v1/prometheus/targets?service=orders
                        refresh_interval: 1s
                    relabel_configs:
                      - source_labels: [__meta_discovery_instance]
                        target_label: name
                """.formatted(registry));
        return HostProcess.start(
                "this host",
                new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + front));
    }

    /** Name and address of each target that was scraped; empty until Prometheus answers. */
    private static List<String> healthy(int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/targets?state=active"))
                .timeout(Duration.ofSeconds(30))
                .build();
        JsonNode targets;
        try {
            targets = new JsonMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .at("/data/activeTargets");
        } catch (IOException notYet) {
            return List.of();
        }
        return Stream.iterate(0, i -> i + 1)
                .limit(targets.size())
                .map(targets::get)
                .filter(target -> target.get("health").textValue().equals("up"))
                .map(target -> target.at("/labels/name").textValue() + " "
                        + target.at("/labels/instance").textValue())
                .toList();
    }
}
