package io.cameldiscovery.steps.server;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AnnounceRouteTest {

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private final FakePeer listener = lan.peer("listener");

    @Test
    void saysItThreeTimesAtTheStart() {
        TestNode server = server().start();
        eventually(() -> assertThat(listener.heardByGroup(Announcement.class)).hasSize(3));

        still(() -> assertThat(listener.heardByGroup(Announcement.class)).hasSize(3));
        assertThat(listener.heardByGroup(Announcement.class)).allSatisfy(heard -> {
            assertThat(heard.trusted()).isTrue();
            assertThat(heard.from()).isEqualTo(server.address());
            assertThat(record(heard).endpoints()).hasToString("[http://127.0.0.1:8080/]");
            assertThat(record(heard).lifetime()).isEqualTo(Duration.ofSeconds(90));
            assertThat(record(heard).sequence().number()).isZero();
        });
    }

    @Test
    void saysItAgainAtEveryInterval() {
        TestNode server = server().with("discovery.announcer.interval", "1s").start();
        eventually(() -> assertThat(listener.heardByGroup(Announcement.class))
                .extracting(heard -> record(heard).issued())
                .satisfies(times -> assertThat(Set.copyOf(times)).hasSizeGreaterThanOrEqualTo(7)));
        assertThat(server.drops("failure")).isZero();
    }

    @Test
    void announcesEveryServiceByItself() {
        TestNode server = server().offering("payments", "http://127.0.0.1:8081/")
                .with("discovery.service.payments.metadata.version", "7")
                .with("discovery.region", "north")
                .start();
        eventually(() -> assertThat(listener.messages(Announcement.class))
                .extracting(announcement -> announcement.record().service().value())
                .contains("orders", "payments"));

        assertThat(listener.messages(Announcement.class)).anySatisfy(announcement -> {
            assertThat(announcement.record().metadata()).isEqualTo(Map.of("version", "7"));
            assertThat(announcement.record().region()).isEqualTo("north");
            assertThat(announcement.record().instance())
                    .isEqualTo(server.node().ownInstances().instance());
        });
    }

    @Test
    void saysAChangeAtOnceWhenItIsTold() {
        TestNode server = server().start();
        eventually(() -> assertThat(listener.heardByGroup(Announcement.class)).hasSize(3));
        Sequence before =
                record(listener.heardByGroup(Announcement.class).get(0)).sequence();

        server.node()
                .ownInstances()
                .offer(new Offer(
                        new ServiceName("orders"), List.of(new EndpointTemplate("http://127.0.0.1:9090/")), Map.of()));
        server.call("announce", "");

        eventually(() -> assertThat(listener.heardByGroup(Announcement.class)).hasSize(4));
        ServiceRecord changed = record(listener.heardByGroup(Announcement.class).get(3));
        assertThat(changed.sequence()).isEqualTo(before.next());
        assertThat(changed.endpoints()).hasToString("[http://127.0.0.1:9090/]");
    }

    @Test
    void announcesByMulticastAndByBroadcast() {
        TestNode server = server().with("discovery.lan.broadcast", true).start();
        eventually(() -> assertThat(listener.heardByGroup(Announcement.class)).hasSize(6));
        assertThat(server.drops("failure")).isZero();
    }

    /** By one road, so that the datagrams can be counted. */
    private TestNode.Plan server() {
        return lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .with("discovery.lan.broadcast", false);
    }

    private static ServiceRecord record(FakePeer.Heard heard) {
        return ((Announcement) heard.message()).record();
    }
}
