package io.cameldiscovery.steps;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TcpStream;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiveMessagesRouteTest {

    private static final ServiceName ORDERS = new ServiceName("orders");

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private final FakePeer peer = lan.peer("peer", "orders");

    private TestNode node;

    @AfterEach
    void close() {
        if (node != null) {
            node.close();
        }
        peer.close();
    }

    @Test
    void answersAProbeOnTheStreamItCameBy() {
        startServer();
        Probe probe = probe();
        try (TcpStream stream = new TcpStream(node.address()).say(peer.sign(probe))) {

            DiscoveryMessage proof = peer.read(stream.hear());

            assertThat(proof).isInstanceOf(Proof.class);
            assertThat(((Proof) proof).nonce()).isEqualTo(probe.nonce());
        }
        assertThat(peer.heard(Proof.class)).isEmpty();
    }

    @Test
    void answersAQueryOnTheStreamItCameByAndNowhereElse() {
        startServer();
        Query query = FakePeer.query("orders");
        try (TcpStream stream = new TcpStream(node.address()).say(peer.sign(query))) {

            DiscoveryMessage response = peer.read(stream.hear());

            assertThat(response).isInstanceOf(Response.class);
            assertThat(((Response) response).nonce()).isEqualTo(query.nonce());
        }
        still(() -> assertThat(peer.heard(Response.class)).isEmpty());
    }

    @Test
    void answersSeveralLinesOfOneStream() {
        startServer();
        try (TcpStream stream = new TcpStream(node.address())) {
            for (int line = 0; line < 5; line++) {
                Probe probe = probe();
                assertThat(((Proof) peer.read(stream.say(peer.sign(probe)).hear())).nonce())
                        .isEqualTo(probe.nonce());
            }
        }
    }

    @Test
    void closesAStreamThatSpeaksNonsenseAndGoesOn() {
        startServer();
        for (String nonsense : List.of("", "GET / HTTP/1.1", "eyJ.eyJ.eyJ", "\0\1\2\3", "e".repeat(5000))) {
            try (TcpStream stream = new TcpStream(node.address()).say(nonsense)) {
                assertThat(stream.hear()).as("answer to " + nonsense).isNull();
            }
        }
        answersAProbeOnTheStreamItCameBy(node);
    }

    @Test
    void closesAStreamWhoseLineIsTooLongAndGoesOn() {
        startServer();
        try (LogOf log = LogOf.infoAndAbove("org.apache.camel");
                TcpStream stream = new TcpStream(node.address()).say("eyJ" + "x".repeat(100_000))) {
            assertThat(stream.hear()).isNull();
            assertThat(log.lines()).isEmpty();
        }
        answersAProbeOnTheStreamItCameBy(node);
    }

    @Test
    void goesOnAfterAFloodOfStrangeDatagrams() {
        startServer();
        Random random = new Random(11);
        String good = peer.sign(FakePeer.query("orders"));
        for (int number = 0; number < 500; number++) {
            byte[] garbage = new byte[random.nextInt(1500)];
            random.nextBytes(garbage);
            peer.sendToGroup(new String(garbage, java.nio.charset.StandardCharsets.ISO_8859_1));
            int cut = random.nextInt(good.length());
            peer.send(good.substring(0, cut), node.address());
            peer.send(good.substring(0, cut) + (char) random.nextInt(256) + good.substring(cut), node.address());
        }
        eventually(() -> {
            Query query = FakePeer.query("orders");
            peer.sendToGroup(query);
            assertThat(peer.messages(Response.class)).isNotEmpty();
        });
        assertThat(node.drops("failure")).isZero();
    }

    /** Whatever a node has no route for is counted, not logged, and not answered. */
    @ParameterizedTest
    @EnumSource(Role.class)
    void dropsWhatItsRoleDoesNotHandleWithoutAWord(Role role) {
        try (LogOf camel = LogOf.infoAndAbove("org.apache.camel");
                LogOf own = LogOf.infoAndAbove("io.cameldiscovery.steps")) {
            node = lan.node("node", role)
                    .with("discovery.registry.port", io.cameldiscovery.testing.FreePort.tcp())
                    .start();
            int startLines = camel.lines().size();
            ServiceRecord record = peer.record("orders", "http://127.0.0.1:8080/");
            for (int round = 0; round < 3; round++) {
                for (DiscoveryMessage message : List.of(
                        FakePeer.query("orders"),
                        new Response(record, FakePeer.nonce()),
                        new Acknowledgment(FakePeer.nonce(), new InstanceId("node")),
                        new Probe(ORDERS, new InstanceId("node"), FakePeer.nonce(), Instant.now()),
                        new Proof(record, FakePeer.nonce()))) {
                    peer.sendToGroup(message);
                    peer.send(message, node.address());
                    new TcpStream(node.address()).say(peer.sign(message)).close();
                }
            }
            peer.sendToGroup(new Announcement(record));

            eventually(() -> assertThat(node.node().catalogue().count(ORDERS)).isEqualTo(1));
            still(() -> assertThat(camel.lines()).hasSize(startLines));
            assertThat(own.lines()).isEmpty();
            assertThat(node.drops("failure")).isZero();
            assertThat(peer.heard(Response.class)).isEmpty();
            assertThat(peer.heard(Proof.class)).isEmpty();
        }
    }

    @Test
    void dropsACopyThatCameByAnotherRoad() {
        startServer();
        Announcement announcement = new Announcement(peer.record("orders", "http://127.0.0.1:8080/"));
        String token = peer.sign(announcement);
        for (int copy = 0; copy < 5; copy++) {
            peer.sendToGroup(token);
        }

        eventually(() -> assertThat(node.drops("copy")).isPositive());
        eventually(() -> assertThat(node.node().catalogue().count(ORDERS)).isEqualTo(1));
    }

    @Test
    void dropsWhatASourceSendsBeyondItsRate() {
        node = lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .with("discovery.lan.source-rate", "0.01")
                .with("discovery.lan.source-burst", "50")
                .start();
        for (int number = 0; number < 100; number++) {
            peer.send(FakePeer.query("payments"), node.address());
        }

        eventually(() -> assertThat(node.drops("over-rate")).isGreaterThanOrEqualTo(50));
    }

    @Test
    void handlesAGoodbyeLikeAnAnnouncement() {
        node = lan.node("client", Role.CLIENT).start();
        ServiceRecord record = peer.record("orders", "http://127.0.0.1:8080/");
        peer.send(new Announcement(record), node.address());
        eventually(() -> assertThat(node.node().catalogue().count(ORDERS)).isEqualTo(1));

        peer.send(new Goodbye(record), node.address());

        eventually(() -> assertThat(node.node().catalogue().count(ORDERS)).isZero());
    }

    private void startServer() {
        node = lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .with("discovery.lan.source-rate", 0)
                .start();
    }

    private void answersAProbeOnTheStreamItCameBy(TestNode server) {
        try (TcpStream stream = new TcpStream(server.address()).say(peer.sign(probe()))) {
            assertThat(peer.read(stream.hear())).isInstanceOf(Proof.class);
        }
    }

    private static Probe probe() {
        return new Probe(ORDERS, new InstanceId("server"), FakePeer.nonce(), Instant.now());
    }
}
