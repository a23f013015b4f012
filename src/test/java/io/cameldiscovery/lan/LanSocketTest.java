package io.cameldiscovery.lan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets and routes on the loopback interface. */
class LanSocketTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final int port = freeUdpPort();
    private LanNode first;
    private LanNode second;

    @BeforeEach
    void startTwoNodesOnOneHost() throws Exception {
        first = LanNode.onLoopback(port).start();
        second = LanNode.onLoopback(port).start();
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    @Test
    void reachesEveryNodeOfTheHostByMulticastAndByBroadcast() {
        assertThat(first.lan().sendToGroup("eyJ.hello")).isEqualTo(2);

        awaitThat(() -> {
            assertThat(first.heardFromGroup()).hasSize(2);
            assertThat(second.heardFromGroup()).hasSize(2);
        });
    }

    @Test
    void namesTheSendersUnicastSocketSoThatAnAnswerGoesBack() {
        first.lan().sendToGroup("eyJ.question");
        awaitThat(() -> assertThat(second.heardFromGroup()).isNotEmpty());
        LanNode.Heard question = second.heardFromGroup().remove();

        assertThat(question.from().getPort()).isEqualTo(first.lan().localPort());
        assertThat(second.lan().send("eyJ.answer", question.from())).isTrue();

        awaitThat(() ->
                assertThat(first.heardAlone()).extracting(LanNode.Heard::text).containsExactly("eyJ.answer"));
        assertThat(first.heardAlone().remove().from().getPort())
                .isEqualTo(second.lan().localPort());
    }

    @Test
    void hearsIpv6OnTheSameSockets() throws IOException {
        InetSocketAddress six =
                new InetSocketAddress(InetAddress.getByName("::1"), second.lan().localPort());

        first.lan().send("eyJ.six", six);

        awaitThat(() -> assertThat(second.heardAlone()).hasSize(1));
        assertThat(first.lan().isOwn(second.heardAlone().remove().from())).isTrue();
    }

    @Test
    void knowsItsOwnDatagramsFromThoseOfItsNeighbours() {
        first.lan().sendToGroup("eyJ.mine");
        awaitThat(() -> assertThat(first.heardFromGroup()).isNotEmpty());
        InetSocketAddress source = first.heardFromGroup().remove().from();

        assertThat(first.lan().isOwn(source)).isTrue();
        assertThat(second.lan().isOwn(source)).isFalse();
        assertThat(first.lan()
                        .isOwn(InetSocketAddress.createUnresolved(
                                "elsewhere", first.lan().localPort())))
                .isFalse();
    }

    @Test
    void goesOnAfterAFloodOfGarbage() throws IOException {
        flood(port, 2_000);
        flood(second.lan().localPort(), 2_000);

        awaitThat(() -> assertThat(second.lan().counters().foreign()).isGreaterThan(100));
        awaitThat(() -> {
            first.lan().sendToGroup("eyJ.still-there");
            first.lan()
                    .send(
                            "eyJ.still-there",
                            new InetSocketAddress(LOOPBACK, second.lan().localPort()));
            assertThat(texts(second.heardFromGroup())).containsExactly("eyJ.still-there");
            assertThat(texts(second.heardAlone())).containsExactly("eyJ.still-there");
        });
        assertThat(second.lan().counters().failures()).isZero();
    }

    @Test
    void goesOnAfterAnExceptionInItsPipeline() throws Exception {
        try (LanNode fragile = LanNode.onLoopback(freeUdpPort())
                .whenAnswered(heard -> heard.pipeline().fireExceptionCaught(new IOException("a broken datagram")))
                .start()) {
            InetSocketAddress peer =
                    new InetSocketAddress(LOOPBACK, fragile.lan().localPort());

            first.lan().send("eyJ.one", peer);
            awaitThat(() -> assertThat(fragile.lan().counters().failures()).isEqualTo(1));

            first.lan().send("eyJ.two", peer);
            awaitThat(() -> assertThat(fragile.lan().counters().failures()).isEqualTo(2));
        }
    }

    @Test
    void survivesAnAnswerToAPortWhereNobodyListens() throws IOException {
        InetSocketAddress nobody = new InetSocketAddress(LOOPBACK, freeUdpPort());
        for (int attempt = 0; attempt < 20; attempt++) {
            first.lan().send("eyJ.anybody", nobody);
        }

        awaitThat(() -> {
            second.lan()
                    .send("eyJ.you", new InetSocketAddress(LOOPBACK, first.lan().localPort()));
            assertThat(first.heardAlone()).isNotEmpty();
        });
    }

    @Test
    void countsWhatTheKernelRefusesInsteadOfThrowing() throws IOException {
        String tooLong = "eyJ" + "x".repeat(70_000);

        assertThat(first.lan().send(tooLong, new InetSocketAddress(LOOPBACK, port)))
                .isFalse();
        assertThat(first.lan().counters().unsent()).isEqualTo(1);
    }

    @Test
    void staysOpenWhenTheSendingThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        first.lan().sendToGroup("eyJ.interrupted");
        assertThat(Thread.interrupted()).isTrue();

        awaitThat(() -> {
            first.lan().sendToGroup("eyJ.next");
            assertThat(texts(second.heardFromGroup())).contains("eyJ.next");
        });
    }

    @Test
    void sendsNothingWhileItsRouteIsStoppedAndGoesOnAfterwards() throws Exception {
        first.camel().getRouteController().stopRoute("hear-unicast");
        assertThat(first.lan().sendToGroup("eyJ.closed")).isZero();

        // Meanwhile another program of this machine may have the port for a moment.
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            first.camel().getRouteController().startRoute("hear-unicast");
            return true;
        });
        assertThat(first.lan().sendToGroup("eyJ.open")).isPositive();
    }

    @Test
    void rejoinsItsGroupsWhenTheGroupRouteIsRestarted() throws Exception {
        second.camel().getRouteController().stopRoute("hear-group");
        second.camel().getRouteController().startRoute("hear-group");

        first.lan().sendToGroup("eyJ.back");

        awaitThat(() -> assertThat(second.heardFromGroup()).hasSize(2));
    }

    @Test
    void hearsItsGroupsAfterItsInterfacesChanged() throws Exception {
        LanInterface loopback = first.lan().interfaces().interfaces().get(0);
        LanInterface withoutIpv6 = new LanInterface("lo", loopback.index(), true, true, loopback.ipv4());
        AtomicReference<LanInterface> present = new AtomicReference<>(withoutIpv6);
        InterfaceWatcher watcher =
                new InterfaceWatcher(() -> List.of(present.get()), new InterfaceRules(List.of("lo"), List.of()));
        try (LanNode changing = new LanNode(LanSettings.defaults().onPort(port), watcher).start()) {
            present.set(loopback);
            awaitThat(() -> assertThat(changing.lan().interfaces().interfaces()).containsExactly(loopback));

            awaitThat(() -> {
                first.lan().sendToGroup("eyJ.still-there");
                assertThat(texts(changing.heardFromGroup())).containsExactly("eyJ.still-there");
            });
        }
    }

    @Test
    void letsATcpListenerHaveThePortOfItsUnicastSocket() {
        assertThatCode(() -> {
                    try (ServerSocket listener = new ServerSocket(first.lan().localPort(), 1, LOOPBACK)) {
                        assertThat(listener.isBound()).isTrue();
                    }
                })
                .doesNotThrowAnyException();
    }

    private static Set<String> texts(Collection<LanNode.Heard> heard) {
        return List.copyOf(heard).stream().map(LanNode.Heard::text).collect(toSet());
    }

    private static void flood(int port, int count) throws IOException {
        Random random = new Random(7);
        try (DatagramSocket stranger = new DatagramSocket(0, LOOPBACK)) {
            for (int number = 0; number < count; number++) {
                byte[] garbage = new byte[random.nextInt(number % 10 == 0 ? 60_000 : 1_500)];
                random.nextBytes(garbage);
                stranger.send(new DatagramPacket(garbage, garbage.length, LOOPBACK, port));
            }
            byte[] oversized = ("eyJ" + "a".repeat(1_300)).getBytes(US_ASCII);
            stranger.send(new DatagramPacket(oversized, oversized.length, LOOPBACK, port));
        }
    }

    private static void send(String text, int port) throws IOException {
        try (DatagramSocket stranger = new DatagramSocket(0, LOOPBACK)) {
            byte[] octets = text.getBytes(US_ASCII);
            stranger.send(new DatagramPacket(octets, octets.length, LOOPBACK, port));
        }
    }

    private static int freeUdpPort() {
        try (PortReservation free = PortReservation.reserve(0)) {
            return free.port();
        }
    }

    private static void awaitThat(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }
}
