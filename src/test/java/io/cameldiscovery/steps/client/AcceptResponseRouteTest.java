package io.cameldiscovery.steps.client;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AcceptResponseRouteTest {

    private static final String GOOD = "http://127.0.0.1:8080/";
    private static final String BAD = "http://127.0.0.1:6666/";
    private static final ServiceName ORDERS = new ServiceName("orders");

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @Test
    void handsOutTheAddressAndSaysHowItIsKnown() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        server.answeringQueries(server.record("orders", GOOD));

        Resolution resolution = client.resolve("orders");

        assertThat(resolution).isInstanceOfSatisfying(Resolution.Found.class, found -> {
            assertThat(found.instances()).hasSize(1);
            var instance = found.instances().get(0);
            assertThat(instance.endpoint()).isEqualTo(Endpoint.parse(GOOD));
            assertThat(instance.provenBy()).isEqualTo(ProofKind.RESPONSE);
            assertThat(instance.source()).isEqualTo(Source.UDP);
            assertThat(instance.entry().keyId()).isEqualTo(server.keyId());
            assertThat(instance.after()).isPositive().isLessThanOrEqualTo(found.after());
        });
    }

    @Test
    void acknowledgesToTheSender() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        server.answeringQueries(server.record("orders", GOOD));

        client.resolve("orders");

        eventually(() -> assertThat(server.heardAlone(Acknowledgment.class)).isNotEmpty());
        FakePeer.Heard receipt = server.heardAlone(Acknowledgment.class).get(0);
        Query query = server.messages(Query.class).get(0);
        assertThat(receipt.message()).isEqualTo(new Acknowledgment(query.nonce(), new InstanceId("server")));
        assertThat(receipt.from()).isEqualTo(client.address());
        assertThat(receipt.trusted()).isTrue();
    }

    @Test
    void acknowledgesAlsoWhatComesAfterTheLookupEnded() {
        FakePeer server = lan.peer("server", "orders");
        FakePeer slow = lan.peer("slow", "orders");
        TestNode client = client().start();
        server.answeringQueries(server.record("orders", GOOD));
        client.resolve("orders");
        eventually(() -> assertThat(slow.messages(Query.class)).isNotEmpty());
        Query query = slow.messages(Query.class).get(0);

        slow.send(new Response(slow.record("orders", BAD), query.nonce()), client.address());

        eventually(() -> assertThat(slow.heardAlone(Acknowledgment.class)).isNotEmpty());
    }

    @Test
    void ignoresTheResponseOfAnUnknownKeyAndReportsIt() {
        FakePeer stranger = lan.stranger("stranger");
        TestNode client = client().start();
        stranger.answeringQueries(stranger.record("orders", BAD));

        assertUntrusted(client.resolve("orders"), "unknown-key from 127.0.0.1", "stranger");
        assertThat(client.node().catalogue().size()).isZero();
        assertThat(stranger.heard(Acknowledgment.class)).isEmpty();
    }

    @Test
    void ignoresTheResponseOfAKeyWithoutTheRightToTheNameAndReportsIt() {
        FakePeer other = lan.peer("other", "payments");
        TestNode client = client().start();
        other.answeringQueries(other.record("orders", BAD));

        assertUntrusted(client.resolve("orders"), "not-authorized", "other");
        assertThat(client.node().catalogue().size()).isZero();
    }

    @Test
    void handsOutNoResponseThatIsAboutAnotherService() {
        FakePeer other = lan.peer("other", "payments");
        TestNode client = client().start();
        // It may announce payments, but nobody asked for those.
        other.whenHeard(
                Query.class,
                (query, heard) -> other.send(new Response(other.record("payments", BAD), query.nonce()), heard.from()));

        assertThat(client.resolve("orders")).isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void findsTheGoodAnswerAmongFasterBadOnes() {
        FakePeer stranger = lan.stranger("stranger");
        FakePeer other = lan.peer("other", "payments");
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        stranger.answeringQueries(stranger.record("orders", BAD));
        other.answeringQueries(other.record("orders", BAD));
        other.answeringQueries(other.record("payments", BAD));
        ServiceRecord record = server.record("orders", GOOD);
        server.whenHeard(Query.class, (query, heard) -> {
            if (query.attempt() >= 2) {
                server.send(new Response(record, query.nonce()), heard.from());
            }
        });

        assertThat(addresses(client.resolve("orders"))).containsExactly(GOOD);
    }

    @Test
    void handsOutNothingThatAnotherKeySaysInTheNameOfAKnownInstance() {
        FakePeer server = lan.peer("server", "orders");
        FakePeer insider = lan.peer("insider", "orders");
        TestNode client = client().start();
        ServiceRecord record = server.record("orders", GOOD);
        server.sendToGroup(new Announcement(record));
        eventually(() -> assertThat(client.node().catalogue().count(ORDERS)).isEqualTo(1));
        ServiceRecord stolen = new ServiceRecord(
                record.service(),
                record.instance(),
                List.of(Endpoint.parse(BAD)),
                record.probePort(),
                record.sequence(),
                record.issued(),
                record.expires(),
                record.metadata(),
                null);

        insider.answeringQueries(stolen);

        assertThat(client.resolve("orders")).isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void believesAServerWhoseClockIsWrongBecauseItAnswersTheNonce() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        ServiceRecord record = server.record("orders", GOOD);
        server.whenHeard(
                Query.class,
                (query, heard) -> server.send(
                        new Response(
                                record.issuedAt(Instant.now().minusSeconds(7200), record.lifetime()), query.nonce()),
                        heard.from()));

        assertThat(addresses(client.resolve("orders"))).containsExactly(GOOD);
    }

    @Test
    void takesTheResponseToSomebodyElsesQueryAsAnAnnouncement() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        server.sendToGroup(new Response(server.record("orders", GOOD), FakePeer.nonce()));

        eventually(() -> assertThat(client.node().catalogue().count(ORDERS)).isEqualTo(1));
        still(() -> assertThat(server.heard(Acknowledgment.class)).isEmpty());
    }

    @Test
    void ignoresTheResponseToSomebodyElsesQueryWhenItIsOld() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        ServiceRecord record = server.record("orders", GOOD);
        server.sendToGroup(
                new Response(record.issuedAt(Instant.now().minusSeconds(7200), record.lifetime()), FakePeer.nonce()));

        eventually(() -> assertThat(client.drops("not-timely")).isPositive());
        assertThat(client.node().catalogue().size()).isZero();
    }

    private TestNode.Plan client() {
        return lan.node("client", Role.CLIENT)
                .with("discovery.resolver.timeout", "55s")
                .with("discovery.query.repeats", 8)
                .with("discovery.query.first-pause", "50ms")
                .with("discovery.query.max-pause", "100ms")
                .with("discovery.query.last-pause", "300ms");
    }

    private static void assertUntrusted(Resolution resolution, String... parts) {
        assertThat(resolution)
                .isInstanceOf(Resolution.Untrusted.class)
                .extracting(untrusted -> ((Resolution.Untrusted) untrusted).reasons())
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .singleElement()
                .asString()
                .contains(parts);
        assertThat(resolution.after()).isLessThan(Duration.ofSeconds(50));
    }

    private static List<String> addresses(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Found.class);
        return ((Resolution.Found) resolution)
                .instances().stream()
                        .map(instance -> instance.endpoint().toString())
                        .toList();
    }
}
