package io.cameldiscovery.steps.client;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.client.Place;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.ResolvedInstance;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VerifyInstanceRouteTest {

    private static final ServiceName ORDERS = new ServiceName("orders");

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private final FakePeer server = lan.peer("server", "orders", "payments");

    private TestNode client;

    @Test
    void handsOutAKnownRecordWhoseInstanceAnswersAProbe() {
        startClient(plan());
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        server.answeringProbes(record);
        announce(record);

        ResolvedInstance instance = found(client.resolve("orders", Road.CACHE));

        assertThat(instance.endpoint()).hasToString("http://127.0.0.1:8080/");
        assertThat(instance.provenBy()).isEqualTo(ProofKind.PROBE);
        assertThat(entry(record).verification()).isPresent();
        Probe probe = server.messages(Probe.class).get(0);
        assertThat(probe.instance()).isEqualTo(record.instance());
        assertThat(probe.service()).isEqualTo(ORDERS);
    }

    @Test
    void marksARecordAsStaleWhoseInstanceIsDead() {
        startClient(plan());
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        announce(record);

        Resolution resolution = client.resolve("orders", Road.CACHE);

        assertThat(resolution).isInstanceOfSatisfying(Resolution.NotFound.class, notFound -> assertThat(
                        notFound.reasons())
                .containsExactly("orders/server is known from udp but does not answer at http://127.0.0.1:8080/"));
        assertThat(entry(record).stale()).isTrue();
        assertThat(client.node().catalogue().live(ORDERS)).isEmpty();
        assertThat(server.messages(Probe.class))
                .as("repeated, signed once each")
                .isNotEmpty();
    }

    @Test
    void trustsAStaleRecordAgainOnceItIsHeard() {
        startClient(plan());
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        announce(record);
        client.resolve("orders", Road.CACHE);
        assertThat(client.node().catalogue().live(ORDERS)).isEmpty();

        announce(record.issuedAt(Instant.now().plusSeconds(1), record.lifetime()));

        assertThat(client.node().catalogue().live(ORDERS)).hasSize(1);
    }

    @Test
    void repeatsAProbeThatWasLost() {
        startClient(plan());
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        server.whenHeard(Probe.class, (probe, heard) -> {
            if (server.heard(Probe.class).size() >= 3) {
                server.send(new Proof(record, probe.nonce()), heard.from());
            }
        });
        announce(record);

        assertThat(client.resolve("orders", Road.CACHE)).isInstanceOf(Resolution.Found.class);
    }

    @Test
    void handsOutTheNewAddressOfAnInstanceThatMoved() {
        startClient(plan());
        ServiceRecord before = server.record("orders", "http://127.0.0.1:8080/");
        announce(before);
        server.answeringProbes(server.record(
                "orders", "http://127.0.0.1:9090/", before.sequence().next()));

        ResolvedInstance instance = found(client.resolve("orders", Road.CACHE));

        assertThat(instance.endpoint()).hasToString("http://127.0.0.1:9090/");
        assertThat(entry(before).record().endpoints()).hasToString("[http://127.0.0.1:9090/]");
    }

    @Test
    void takesNoProofThatIsAboutAnotherService() {
        startClient(plan());
        announce(server.record("orders", "http://127.0.0.1:8080/"));
        server.answeringProbes(server.record("payments", "http://127.0.0.1:6666/"));

        assertThat(client.resolve("orders", Road.CACHE)).isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void takesNoProofOfAnotherInstanceThatLivesAtTheAddressNow() {
        FakePeer successor = lan.peer("successor", "orders");
        startClient(plan());
        announce(server.record("orders", "http://127.0.0.1:8080/"));
        ServiceRecord record = successor.record("orders", "http://127.0.0.1:6666/");
        server.whenHeard(Probe.class, (probe, heard) -> successor.send(new Proof(record, probe.nonce()), heard.from()));

        assertThat(client.resolve("orders", Road.CACHE)).isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void reportsAProofThatCannotBeTrusted() {
        FakePeer stranger = lan.stranger("server2");
        startClient(plan());
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        announce(record);
        server.whenHeard(Probe.class, (probe, heard) -> stranger.send(new Proof(record, probe.nonce()), heard.from()));

        assertThat(client.resolve("orders", Road.CACHE)).isInstanceOf(Resolution.NotFound.class);
        assertThat(client.drops("unknown-key")).isPositive();
    }

    @Test
    void probesByTcpWhereUdpDoesNotPass() {
        startClient(plan().with("discovery.verification.repeats", 20));
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        server.answeringProbesByTcp(record.issuedAt(Instant.now(), Duration.ofSeconds(80)));
        announce(record);

        ResolvedInstance instance = found(client.resolve("orders", Road.CACHE));

        assertThat(instance.provenBy()).isEqualTo(ProofKind.PROBE);
        eventually(
                () -> assertThat(client.node().catalogue().find(record.key())).isPresent());
    }

    @Test
    void remembersThatARecordCameByTcp() {
        startClient(plan().with("discovery.verification.repeats", 20));
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        server.answeringProbesByTcp(server.record(
                "orders", "http://127.0.0.1:9090/", record.sequence().next()));
        announce(record);

        ResolvedInstance instance = found(client.resolve("orders", Road.CACHE));

        assertThat(instance.entry().source()).isEqualTo(Source.TCP);
        assertThat(entry(record).source()).isEqualTo(Source.TCP);
    }

    @Test
    void refusesAnEndpointWhereNobodyListensWhenTheMethodIsTcp() {
        startClient(plan().with("discovery.verification.method", "tcp"));
        ServiceRecord record = server.record("orders", "http://127.0.0.1:" + FreePort.tcp() + "/");
        server.answeringProbes(record);
        announce(record);

        assertThat(client.resolve("orders", Road.CACHE)).isInstanceOf(Resolution.NotFound.class);
        assertThat(entry(record).stale()).isTrue();
    }

    @Test
    void handsOutTheEndpointWhereSomebodyListensWhenTheMethodIsTcp() throws IOException {
        try (ServerSocket endpoint = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            startClient(plan().with("discovery.verification.method", "tcp"));
            ServiceRecord one = server.record("orders", "tcp://127.0.0.1:" + FreePort.tcp());
            ServiceRecord both = new ServiceRecord(
                    one.service(),
                    one.instance(),
                    List.of(one.endpoints().get(0), Endpoint.parse("tcp://127.0.0.1:" + endpoint.getLocalPort())),
                    one.probePort(),
                    one.sequence(),
                    one.issued(),
                    one.expires(),
                    one.metadata(),
                    null);
            server.answeringProbes(both);
            announce(both);

            ResolvedInstance instance = found(client.resolve("orders", Road.CACHE));

            assertThat(instance.endpoint()).isEqualTo(both.endpoints().get(1));
            assertThat(instance.provenBy()).isEqualTo(ProofKind.TCP);
        }
    }

    @Test
    void checksTheEndpointOfAResponseToo() {
        startClient(plan().with("discovery.verification.method", "tcp"));
        server.answeringQueries(server.record("orders", "http://127.0.0.1:" + FreePort.tcp() + "/"));

        assertThat(client.resolve("orders", Road.LAN)).isInstanceOf(Resolution.NotFound.class);
        assertThat(server.heard(Probe.class))
                .as("the response is proof of the instance")
                .isEmpty();
    }

    @Test
    void asksTheHealthPathWhenTheMethodIsHttp() throws IOException {
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        int[] status = {204};
        endpoint.createContext("/healthy", exchange -> {
            exchange.sendResponseHeaders(status[0], -1);
            exchange.close();
        });
        endpoint.start();
        try {
            startClient(plan().with("discovery.verification.method", "http")
                    .with("discovery.verification.health-path", "/healthy"));
            ServiceRecord record = server.record(
                    "orders", "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/api");
            server.answeringProbes(record);
            announce(record);

            ResolvedInstance instance = found(client.resolve("orders", Road.CACHE));
            assertThat(instance.provenBy()).isEqualTo(ProofKind.HTTP);
            assertThat(instance.endpoint()).isEqualTo(record.endpoints().get(0));

            status[0] = 503;
            assertThat(client.resolve("orders", Road.CACHE)).isInstanceOf(Resolution.NotFound.class);
            assertThat(entry(record).stale()).isTrue();
        } finally {
            endpoint.stop(0);
        }
    }

    @Test
    void wantsAConnectionAsWellWhereACallFailed() throws IOException {
        startClient(plan());
        int port = FreePort.tcp();
        ServiceRecord record = server.record("orders", "http://127.0.0.1:" + port + "/");
        server.answeringProbes(record);
        announce(record);
        assertThat(found(client.resolve("orders", Road.CACHE)).provenBy()).isEqualTo(ProofKind.PROBE);

        client.node()
                .ejections()
                .failed(new Place(record.key(), record.endpoints().get(0)));
        assertThat(client.resolve("orders", Road.CACHE)).isInstanceOf(Resolution.NotFound.class);
        assertThat(entry(record).stale()).isTrue();

        try (ServerSocket endpoint = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
            assertThat(endpoint.isBound()).isTrue();
            assertThat(found(client.resolveAll("orders", Road.CACHE)).provenBy())
                    .isEqualTo(ProofKind.TCP);
        }
    }

    @Test
    void wantsNoConnectionWhereACallFailedWithoutATcpPort() {
        startClient(plan());
        ServiceRecord record = server.record("orders", "udp://127.0.0.1:" + FreePort.udp());
        server.answeringProbes(record);
        announce(record);

        client.node()
                .ejections()
                .failed(new Place(record.key(), record.endpoints().get(0)));

        assertThat(client.resolve("orders", Road.CACHE)).isInstanceOf(Resolution.Found.class);
    }

    @Test
    void takesNoResponseAsProofWhereACallFailed() {
        startClient(plan());
        ServiceRecord record = server.record("orders", "http://127.0.0.1:" + FreePort.tcp() + "/");
        server.offering(record);
        assertThat(found(client.resolve("orders", Road.LAN)).provenBy()).isEqualTo(ProofKind.RESPONSE);

        client.node()
                .ejections()
                .failed(new Place(record.key(), record.endpoints().get(0)));

        assertThat(client.resolve("orders", Road.LAN)).isInstanceOf(Resolution.NotFound.class);
    }

    private TestNode.Plan plan() {
        return lan.node("client", Role.CLIENT)
                .with("discovery.resolver.timeout", "55s")
                .with("discovery.query.repeats", 3)
                .with("discovery.query.first-pause", "50ms")
                .with("discovery.query.last-pause", "300ms")
                .with("discovery.verification.repeats", 5)
                .with("discovery.verification.attempt-timeout", "150ms");
    }

    private void startClient(TestNode.Plan plan) {
        client = plan.start();
    }

    private void announce(ServiceRecord record) {
        server.sendToGroup(new Announcement(record));
        eventually(() -> assertThat(client.node().catalogue().live(ORDERS))
                .anySatisfy(entry -> assertThat(entry.record()).isEqualTo(record)));
    }

    private CatalogueEntry entry(ServiceRecord record) {
        return client.node().catalogue().find(record.key()).orElseThrow();
    }

    private static ResolvedInstance found(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Found.class);
        return ((Resolution.Found) resolution).instances().get(0);
    }
}
