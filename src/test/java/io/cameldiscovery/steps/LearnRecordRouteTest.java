package io.cameldiscovery.steps;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LearnRecordRouteTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final String HERE = "http://127.0.0.1:8080/";
    private static final String THERE = "http://127.0.0.1:9090/";

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private FakePeer peer;
    private FakePeer other;
    private TestNode node;
    private final List<CatalogueEvent> events = new CopyOnWriteArrayList<>();

    @BeforeEach
    void startNode() {
        peer = lan.peer("peer", "orders");
        other = lan.peer("other", "orders");
        node = lan.node("node", Role.CLIENT, Role.SERVER).offering("own", HERE).start();
        node.node().catalogue().subscribe(events::add);
    }

    @Test
    void keepsWhatIsAnnounced() {
        ServiceRecord record = peer.record("orders", HERE);
        String token = peer.sign(new Announcement(record));

        peer.sendToGroup(token);

        CatalogueEntry entry = known(record);
        assertThat(entry.token()).isEqualTo(token);
        assertThat(entry.keyId()).isEqualTo("peer");
        assertThat(entry.source()).isEqualTo(Source.UDP);
        assertThat(entry.sender()).isEqualTo(peer.address());
    }

    @Test
    void keepsTheNewestWhateverComesLater() {
        ServiceRecord first = peer.record("orders", HERE);
        ServiceRecord moved = peer.record("orders", THERE, first.sequence().next());
        peer.sendToGroup(new Announcement(first));
        known(first);

        peer.sendToGroup(new Announcement(moved));
        known(moved);
        // A replay of the old one.
        peer.sendToGroup(new Announcement(first));

        still(() -> assertThat(known(moved).record()).isEqualTo(moved));
        assertThat(events).anyMatch(CatalogueEvent.Moved.class::isInstance);
    }

    @Test
    void forgetsWhatSaysGoodbyeAndIgnoresItsReplay() {
        ServiceRecord record = peer.record("orders", HERE);
        String announcement = peer.sign(new Announcement(record));
        peer.sendToGroup(announcement);
        known(record);

        peer.sendToGroup(new Goodbye(record));
        eventually(() -> assertThat(node.node().catalogue().count(ORDERS)).isZero());
        peer.sendToGroup(announcement);

        still(() -> assertThat(node.node().catalogue().count(ORDERS)).isZero());
    }

    @Test
    void letsARecordEndThatNobodyRepeats() {
        ServiceRecord record = peer.record("orders", HERE);
        peer.sendToGroup(new Announcement(record.issuedAt(Instant.now(), Duration.ofSeconds(2))));
        eventually(() -> assertThat(events).anyMatch(CatalogueEvent.Up.class::isInstance));

        eventually(() -> assertThat(events).anySatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(CatalogueEvent.Down.class, down -> assertThat(down.reason())
                        .isEqualTo(CatalogueEvent.Reason.EXPIRED))));
        assertThat(node.node().catalogue().size()).isZero();
    }

    @Test
    void ignoresWhatExpiredByTheClock() {
        ServiceRecord record = peer.record("orders", HERE);

        peer.sendToGroup(new Announcement(record.issuedAt(Instant.now().minusSeconds(3600), record.lifetime())));

        eventually(() -> assertThat(node.drops("expired")).isPositive());
        assertThat(node.node().catalogue().size()).isZero();
    }

    @Test
    void ignoresWhatIsSignedInTheFuture() {
        ServiceRecord record = peer.record("orders", HERE);

        peer.sendToGroup(new Announcement(record.issuedAt(Instant.now().plusSeconds(3600), record.lifetime())));

        eventually(() -> assertThat(node.drops("not-yet-valid")).isPositive());
        assertThat(node.node().catalogue().size()).isZero();
    }

    @Test
    void ignoresAnAnnouncementWithoutTheRightToTheName() {
        peer.sendToGroup(new Announcement(peer.record("payments", HERE)));

        eventually(() -> assertThat(node.drops("not-authorized")).isPositive());
        assertThat(node.node().catalogue().size()).isZero();
    }

    @Test
    void reportsAnotherKeyThatSpeaksForAKnownInstance() {
        ServiceRecord record = peer.record("orders", HERE);
        peer.sendToGroup(new Announcement(record));
        known(record);

        other.sendToGroup(new Announcement(record));

        eventually(() -> assertThat(events).anySatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(CatalogueEvent.Conflict.class, conflict -> assertThat(conflict.toString())
                        .contains("other"))));
        assertThat(known(record).keyId()).isEqualTo("peer");
    }

    @Test
    void reportsAnotherNodeThatSpeaksAsThisInstance() {
        FakePeer twin = lan.peer("twin", "own");
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.steps")) {
            ServiceRecord stolen = renamed(twin.record("own", THERE), "node");

            eventually(() -> {
                twin.sendToGroup(new Announcement(stolen));
                assertThat(node.drops("conflict")).isPositive();
            });

            assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN Dropped 1 so far: conflict (another node speaks as instance node, signed by"
                            + " key twin, last from 127.0.0.1:"));
            assertThat(node.node().catalogue().count(new ServiceName("own"))).isZero();
        }
    }

    @Test
    void neverConflictsWithItself() {
        // It hears its own announcements, by multicast and by broadcast.
        eventually(() -> assertThat(node.drops("own")).isPositive());

        still(() -> assertThat(node.drops("conflict")).isZero());
        assertThat(node.node().catalogue().size()).isZero();
    }

    private CatalogueEntry known(ServiceRecord record) {
        eventually(() -> assertThat(node.node().catalogue().find(record.key()))
                .hasValueSatisfying(entry -> assertThat(entry.record()).isEqualTo(record)));
        return node.node().catalogue().find(record.key()).orElseThrow();
    }

    private static ServiceRecord renamed(ServiceRecord record, String instance) {
        return new ServiceRecord(
                record.service(),
                new InstanceId(instance),
                record.endpoints(),
                record.probePort(),
                record.sequence(),
                record.issued(),
                record.expires(),
                record.metadata(),
                null);
    }
}
