package io.cameldiscovery;

import static io.cameldiscovery.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load balancer that knows nothing of this project finds its servers by the registry's DNS. Loopback alone. */
class BalanceWithHaproxyIT {

    @TempDir
    private Path directory;

    @Test
    void haproxySendsRequestsToTheRegisteredInstancesAndToNoneThatLeft() throws Exception {
        boolean required = "true".equals(System.getenv("DISCOVERY_REQUIRE_NETLAB"));
        Assumptions.assumeTrue(required || program().isPresent(), "skipped: there is no haproxy (Debian: haproxy)");
        TestLan lan = new TestLan(directory);
        int dns = FreePort.udpAndTcp();
        int http = FreePort.tcp();
        int front = FreePort.tcp();
        HttpServer one = saying("one");
        HttpServer two = saying("two");
        TestNode.Plan first = offering(lan.node("one", Role.SERVER), http, one);
        TestNode.Plan second = offering(lan.node("two", Role.SERVER), http, two);
        try (TestNode registry = lan.node("registry", Role.REGISTRY)
                        .with("discovery.registry.port", http)
                        .with("discovery.registry.dns.port", dns)
                        .with("discovery.registry.dns.ttl", "1s")
                        .start();
                TestNode stays = first.start();
                HostProcess haproxy = haproxy(dns, front)) {
            try (TestNode leaves = second.start()) {
                Set<String> heard = new TreeSet<>();
                eventually(() -> {
                    heard.add(get(front));
                    assertThat(heard).as("%s", haproxy).contains("one", "two");
                });
            }
            eventually(() -> {
                for (int i = 0; i < 8; i++) {
                    assertThat(get(front)).isEqualTo("one");
                }
            });
        } finally {
            one.stop(0);
            two.stop(0);
        }
    }

    /** The program, if it is here. */
    private static Optional<Path> program() {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":"))
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static HttpServer saying(String text) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, text.length());
            exchange.getResponseBody().write(text.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        return server;
    }

    private static TestNode.Plan offering(TestNode.Plan node, int registry, HttpServer server) {
        return node.with("discovery.registry.url", "http://127.0.0.1:" + registry)
                .offering("orders", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** As docs/operations.md has it, but quicker. */
    private HostProcess haproxy(int dns, int front) throws IOException {
        Path file = Files.writeString(directory.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 30s
                  timeout server 30s
                resolvers discovery
                  nameserver registry 127.0.0.1:%d
                  accepted_payload_size 1232
                  timeout resolve 200ms
                  hold valid 1s
                  hold obsolete 0s
                  hold nx 0s
                frontend all
                  bind 127.0.0.1:%d
                  default_backend orders
                backend orders
                  server-template orders 4 _orders._tcp.discovery.internal resolvers discovery
                """.formatted(dns, front));
        return HostProcess.start(
                "this host", new ProcessBuilder(program().orElseThrow().toString(), "-db", "-f", file.toString()));
    }

    /** What the load balancer hands on; empty if there is none to hand it to. */
    private static String get(int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException notYet) {
            return "";
        }
    }
}
