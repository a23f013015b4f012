package io.cameldiscovery;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.EtcdCluster;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes: two registries over one etcd, a server that registers at one of them, and Camel's own HTTP server. */
class RegistriesOverEtcdIT {

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void serveTheSameAnswersOverHttpAndGoOnAfterAFullRestart() throws Exception {
        TestLan lan = new TestLan(folder);
        try (EtcdCluster etcd = EtcdCluster.start(folder, 3)) {
            int first = FreePort.tcp();
            int second = FreePort.tcp();
            // Closed last: it finds no registry to say goodbye to.
            try (TestNode server = lan.node("server1", Role.SERVER)
                            .with("discovery.registry.url", "http://127.0.0.1:" + first)
                            .with("discovery.registration.pause", "1s")
                            .offering("orders", "http://127.0.0.1:8080/")
                            .start();
                    TestNode one = registry(lan, etcd, "registry1", first).start();
                    TestNode two = registry(lan, etcd, "registry2", second).start()) {
                eventually(() -> assertThat(lookUp(second).body()).contains("server1"));
                assertThat(lookUp(first).statusCode()).isEqualTo(200);

                etcd.killAll();
                assertThat(lookUp(first).body()).contains("server1");
                assertThat(lookUp(second).body()).contains("server1");
                etcd.startAll();
            }
            try (TestNode one = registry(lan, etcd, "registry1", first).start();
                    TestNode two = registry(lan, etcd, "registry2", second).start()) {
                assertThat(lookUp(first).body()).contains("server1");
                assertThat(lookUp(second).body()).contains("server1");
            }
        }
    }

    @Test
    void sayInOneLineThatThereIsNoEtcd() {
        TestLan lan = new TestLan(folder);
        TestNode.Plan plan = lan.node("registry1", Role.REGISTRY)
                .with("discovery.registry.port", FreePort.tcp())
                .with("discovery.registry.store", "etcd")
                .with("discovery.registry.store-timeout", "500ms")
                .with("discovery.registry.etcd.request-timeout", "200ms")
                .with("discovery.registry.etcd.endpoints", "http://127.0.0.1:" + FreePort.tcp());

        assertThatThrownBy(() -> plan.start().close())
                .hasMessageContainingAll("etcd cluster", "discovery.registry.etcd.endpoints")
                .hasMessageNotContaining("\n");
    }

    private static TestNode.Plan registry(TestLan lan, EtcdCluster etcd, String name, int port) {
        return lan.node(name, Role.REGISTRY)
                .with("discovery.registry.port", port)
                .with("discovery.registry.store", "etcd")
                .with("discovery.registry.etcd.endpoints", etcd.setting());
    }

    private HttpResponse<String> lookUp(int port) throws IOException, InterruptedException {
        URI orders = URI.create("http://127.0.0.1:" + port + "/v1/services/orders");
        return client.send(HttpRequest.newBuilder(orders).build(), BodyHandlers.ofString());
    }
}
