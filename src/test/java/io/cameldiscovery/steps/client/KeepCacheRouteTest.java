package io.cameldiscovery.steps.client;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeepCacheRouteTest {

    private static final ServiceName ORDERS = new ServiceName("orders");

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private final FakePeer server = lan.peer("server", "orders");
    private final Path cache = lan.directory().resolve("state-client").resolve("catalogue");

    @Test
    void namesAServerAtOnceAfterARestart() {
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        learnAndStop(record);
        server.answeringProbes(record);

        try (TestNode client =
                plan().with("discovery.resolver.cache-head-start", "30s").start()) {
            Resolution resolution = client.resolve("orders");

            assertThat(resolution).isInstanceOfSatisfying(Resolution.Found.class, found -> assertThat(found.instances())
                    .singleElement()
                    .satisfies(instance -> assertThat(instance.source()).isEqualTo(Source.FILE)));
            assertThat(server.heard(Query.class)).isEmpty();
        }
    }

    @Test
    void handsOutNothingFromTheFileThatDoesNotAnswerAnyMore() {
        learnAndStop(server.record("orders", "http://127.0.0.1:8080/"));

        try (TestNode client = plan().start()) {
            assertThat(client.resolve("orders", Road.CACHE))
                    .isInstanceOfSatisfying(Resolution.NotFound.class, notFound -> assertThat(notFound.reasons())
                            .containsExactly(
                                    "orders/server is known from file but does not answer at http://127.0.0.1:8080/"));
        }
    }

    @Test
    void verifiesWhatTheFileSays() throws IOException {
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        learnAndStop(record);
        try (FakePeer stranger = lan.stranger("stranger")) {
            Files.writeString(
                    cache,
                    "udp " + stranger.sign(new Announcement(stranger.record("orders", "http://127.0.0.1:6666/")))
                            + "\nrubbish\nudp eyJ.cut",
                    StandardOpenOption.TRUNCATE_EXISTING);
        }
        TestNode client = plan().start();
        assertThat(client.node().catalogue().size()).isZero();
    }

    @Test
    void keepsNothingWhenKnownRecordsAreNotUsed() {
        learnAndStop(server.record("orders", "http://127.0.0.1:8080/"));

        try (TestNode client = plan().with("discovery.resolver.cache", false).start()) {
            assertThat(client.node().catalogue().size()).isZero();
            assertThat(client.node().context().getRoute("keep-cache")).isNull();
        }
    }

    @Test
    void writesWhatItLearntSinceWhenItStops() {
        try (TestNode client =
                plan().with("discovery.resolver.save-interval", "1h").start()) {
            server.sendToGroup(new Announcement(server.record("orders", "http://127.0.0.1:8080/")));
            eventually(() -> assertThat(client.node().catalogue().count(ORDERS)).isEqualTo(1));
        }
        assertThat(cache).content().startsWith("udp eyJ");
    }

    private void learnAndStop(ServiceRecord record) {
        try (TestNode client = plan().start()) {
            server.sendToGroup(new Announcement(record));
            eventually(() -> assertThat(client.node().catalogue().count(ORDERS)).isEqualTo(1));
            eventually(() -> assertThat(cache).content().startsWith("udp eyJ"));
        }
    }

    private TestNode.Plan plan() {
        return lan.node("client", Role.CLIENT)
                .with("discovery.resolver.timeout", "55s")
                .with("discovery.verification.attempt-timeout", "250ms")
                .with("discovery.resolver.save-interval", "50ms");
    }
}
