package io.cameldiscovery.node;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.registry.store.StoreSettings;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.EtcdCluster;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Health and metrics: they say what is so, on a port that is closed unless it is asked for. */
class ManagementTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.tcp();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyRoleSaysThatItLivesAndIsReady(Role role) throws Exception {
        try (TestNode node = plan(role).start()) {
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = get("/health/ready?exposureLevel=full");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("\"UP\"", "discovery-lan");
            assertThat(get("/health").statusCode()).isEqualTo(200);
            assertThat(http.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/live"))
                                            .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get("/metrics").body()).contains("discovery_lan_open 1.0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/health/live?%zz, application/json",
        "/metrics, 'text/plain,;=\"'",
        "/health/ready, 'a/b,;=\"'",
    })
    void refusesWhatCannotBeTakenApartWithoutAWordInTheLog(String path, String accept) throws Exception {
        try (TestNode node = plan(Role.CLIENT).start();
                LogOf log = LogOf.infoAndAbove("io.vertx");
                Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            // Java's own client sends no such thing.
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: r\r\nAccept: " + accept
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void isNotReadyWhileItDoesNotListenToTheLanButLives() throws Exception {
        try (TestNode node = plan(Role.CLIENT).start()) {
            node.node().context().getRouteController().stopRoute("receive-group");

            HttpResponse<String> ready = get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("DOWN", "discovery-lan");
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(get("/metrics").body()).contains("discovery_lan_open 0.0");
        }
    }

    @Test
    void staysReadyWhileItsStoreIsOutOfReachAndSaysSo() throws Exception {
        int registry = FreePort.tcp();
        Path file = directory.resolve("state-node").resolve("registry.db");
        Path aside = directory.resolve("registry.db");
        try (TestNode node = plan(Role.REGISTRY, Role.SERVER)
                .with("discovery.registry.port", registry)
                .with("discovery.registry.url", "http://127.0.0.1:" + registry)
                // Long enough for the renewal that finds the store gone, on a busy machine too.
                .with("discovery.registration.lease", "6s")
                .offering("orders", "http://{address}:8080/")
                .start()) {
            String orders = "http://127.0.0.1:" + registry + "/v1/services/orders";
            eventually(() -> assertThat(status(orders)).isEqualTo(200));
            assertThat(get("/health/ready?exposureLevel=full").body()).contains("1 leases");

            Files.move(file, aside);
            eventually(() -> assertThat(get("/metrics").body()).contains("discovery_registry_store_up 0.0"));
            HttpResponse<String> ready = get("/health/ready?exposureLevel=full");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).contains("the store is out of reach");
            assertThat(get("/health/live").statusCode()).isEqualTo(200);
            assertThat(status(orders)).isEqualTo(200);

            Files.move(aside, file);
            eventually(() -> assertThat(get("/metrics").body()).contains("discovery_registry_store_up 1.0"));
            assertThat(get("/health/ready?exposureLevel=full").body()).contains("1 leases");
        }
    }

    @ParameterizedTest
    @EnumSource(StoreSettings.Kind.class)
    void tellsHowLongTheWritesOfEachStoreTake(StoreSettings.Kind store) throws Exception {
        String kind = store.name().toLowerCase(Locale.ROOT);
        int registry = FreePort.tcp();
        try (AutoCloseable etcd = store == StoreSettings.Kind.ETCD ? etcd() : () -> {};
                TestNode node = plan(Role.REGISTRY, Role.SERVER)
                        .with("discovery.registry.store", kind)
                        .with(
                                "discovery.registry.etcd.endpoints",
                                etcd instanceof EtcdCluster used ? used.setting() : "http://127.0.0.1:2379")
                        .with("discovery.registry.port", registry)
                        .with("discovery.registry.url", "http://127.0.0.1:" + registry)
                        .offering("orders", "http://{address}:8080/")
                        .start()) {
            eventually(() -> assertThat(get("/metrics").body())
                    .containsPattern("discovery_registry_store_write_seconds_count\\{store=\"" + kind + "\"} [1-9]"));
        }
    }

    private EtcdCluster etcd() {
        EtcdCluster etcd = EtcdCluster.start(directory, 1);
        etcd.leader();
        return etcd;
    }

    @Test
    void listensOnlyWhenTheLeasesAreRestored() throws Exception {
        try (EtcdCluster etcd = etcd()) {
            etcd.pause(0);
            CompletableFuture<TestNode> started = CompletableFuture.supplyAsync(() -> plan(Role.REGISTRY)
                    .with("discovery.registry.store", "etcd")
                    .with("discovery.registry.etcd.endpoints", etcd.setting())
                    .with("discovery.registry.store-timeout", "60s")
                    .start());
            try {
                still(() -> {
                    assertThat(started).isNotDone();
                    assertThatThrownBy(() -> get("/health/ready")).isInstanceOf(ConnectException.class);
                    assertThatThrownBy(() -> get("/health/live")).isInstanceOf(ConnectException.class);
                });
            } finally {
                etcd.goOn(0);
            }
            try (TestNode node = started.join()) {
                assertThat(get("/health/ready").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void isNotReadyBeforeItAnswersLookups() throws Exception {
        int registry = FreePort.tcp();
        CompletableFuture<TestNode> started = CompletableFuture.supplyAsync(() ->
                plan(Role.REGISTRY).with("discovery.registry.port", registry).start());
        while (!started.isDone() && status("http://127.0.0.1:" + port + "/health/ready") != 200) {
            Thread.onSpinWait();
        }
        int answer = status("http://127.0.0.1:" + registry + "/v1/services");
        started.join().close();

        assertThat(answer).isEqualTo(200);
    }

    @Test
    void countsWhatANodeDoes() throws Exception {
        try (TestNode node = busyNode()) {
            String metrics = get("/metrics").body();
            assertThat(metrics)
                    .containsPattern("discovery_registry_request_seconds_count\\{.*register.*201.*} 1")
                    .containsPattern("discovery_registry_request_seconds_count\\{.*look-up.*404.*} [1-9]")
                    .containsPattern("discovery_resolutions_total\\{outcome=\"found\",road=\"\\w+\"} 1")
                    .containsPattern("discovery_resolutions_total\\{outcome=\"not-found\",road=\"none\"} 1")
                    .contains("discovery_registry_leases 1.0")
                    .contains("discovery_registry_services 1.0")
                    .contains("discovery_registry_store_up 1.0")
                    .contains("discovery_catalogue_instances 1.0")
                    .containsPattern("discovery_registry_store_write_seconds_count\\{store=\"sqlite\"} [1-9]")
                    .containsPattern("discovery_registry_store_write_seconds_bucket\\{store=\"sqlite\",le=\"0.005\"}")
                    .containsPattern("discovery_signatures_total\\{result=\"good\"} [1-9]")
                    .contains("jvm_memory_used_bytes", "process_cpu_usage", "process_files_open_files");
        }
    }

    @Test
    void exportsWhatTheDocumentListsAndNothingElse() throws Exception {
        try (TestNode node = busyNode()) {
            String metrics = get("/metrics").body();
            Set<String> exported = Pattern.compile("^# TYPE (discovery_\\w+) ", Pattern.MULTILINE)
                    .matcher(metrics)
                    .results()
                    .map(match -> match.group(1))
                    .filter(name -> !name.endsWith("_seconds_max"))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> expected = documented();
            // Only with TLS; RegistryAccessTest sees it there.
            assertThat(expected.remove("discovery_tls_certificate_expiry_timestamp_seconds"))
                    .isTrue();
            assertThat(exported).isEqualTo(expected);
        }
    }

    @Test
    void nobodyListensUnlessToldSo() throws Exception {
        try (TestNode node =
                plan(Role.SERVER).with("discovery.management.port", 0).start()) {
            assertThatThrownBy(() -> get("/health")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void servesNothingElse() throws Exception {
        try (TestNode node = plan(Role.REGISTRY).start()) {
            for (String path : new String[] {
                "/",
                "/observe/info",
                "/observe/health",
                "/observe/metrics",
                "/q/dev",
                "/q/send",
                "/q/upload/x",
                "/config/application.properties",
                "/v1/services"
            }) {
                assertThat(get(path).statusCode()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    void aTakenPortStopsTheStart() throws Exception {
        try (TestNode node = plan(Role.CLIENT).start()) {
            TestNode.Plan second = new TestLan(Files.createDirectory(directory.resolve("second")))
                    .node("second", Role.CLIENT)
                    .with("discovery.management.port", port);
            assertThatThrownBy(() -> second.start().close())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(Integer.toString(port));
        }
    }

    /** One that has done everything that is counted. */
    private TestNode busyNode() throws Exception {
        int registry = FreePort.tcp();
        TestNode node = plan(Role.values())
                .with("discovery.registry.port", registry)
                .with("discovery.registry.dns.port", FreePort.udpAndTcp())
                .with("discovery.registry.url", "http://127.0.0.1:" + registry)
                .with("discovery.resolver.timeout", "300ms")
                .offering("orders", "http://{address}:8080/")
                .start();
        eventually(() -> assertThat(status("http://127.0.0.1:" + registry + "/v1/services/orders"))
                .isEqualTo(200));
        status("http://127.0.0.1:" + registry + "/v1/services/nobody");
        eventually(() -> assertThat(node.resolve("orders")).isInstanceOf(Resolution.Found.class));
        node.resolve("nobody");
        eventually(() -> assertThat(node.node().drops()).isNotEmpty());
        return node;
    }

    private TestNode.Plan plan(Role... roles) {
        return new TestLan(directory)
                .node("node", roles)
                .with("discovery.registry.port", FreePort.tcp())
                .with("discovery.management.port", port);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private int status(String uri) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    private static Set<String> documented() throws IOException {
        return Pattern.compile("^\\| `(discovery_\\w+)", Pattern.MULTILINE)
                .matcher(Files.readString(TestNode.PROJECT.resolve("docs/operations.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
