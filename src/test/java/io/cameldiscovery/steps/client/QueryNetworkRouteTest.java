package io.cameldiscovery.steps.client;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.settled;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueryNetworkRouteTest {

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private final FakePeer peer = lan.peer("peer", "orders");

    @Test
    void asksAgainUntilSomebodyAnswers() {
        ServiceRecord record = peer.record("orders", "http://127.0.0.1:8080/");
        peer.whenHeard(Query.class, (query, heard) -> {
            if (query.attempt() >= 3) {
                peer.send(new Response(record, query.nonce()), heard.from());
            }
        });
        TestNode client = asking(100).start();

        assertThat(client.resolve("orders")).isInstanceOf(Resolution.Found.class);

        List<Query> queries = peer.messages(Query.class);
        assertThat(queries).hasSizeGreaterThanOrEqualTo(4);
        assertThat(queries).extracting(Query::nonce).containsOnly(queries.get(0).nonce());
        assertThat(queries)
                .extracting(Query::attempt)
                .containsExactlyElementsOf(
                        IntStream.range(0, queries.size()).boxed().toList());
    }

    @Test
    void asksNoMoreOnceSomebodyAnswered() {
        peer.offering(peer.record("orders", "http://127.0.0.1:8080/"));
        TestNode client = asking(1000).start();

        assertThat(client.resolve("orders")).isInstanceOf(Resolution.Found.class);

        settled(() -> peer.heard(Query.class).size());
    }

    @Test
    void asksEachTimeWithAnotherNonce() {
        peer.answeringQueries(peer.record("orders", "http://127.0.0.1:8080/"));
        TestNode client = asking(100).with("discovery.resolver.cache", false).start();
        client.resolve("orders");
        client.resolve("orders");

        assertThat(peer.messages(Query.class).stream()
                        .filter(query -> query.attempt() == 0)
                        .map(Query::nonce))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void endsAfterTheLastRepetitionWhenNobodyAnswers() {
        TestNode client = asking(2).start();

        Resolution resolution = client.resolve("orders");

        assertThat(resolution)
                .isInstanceOfSatisfying(Resolution.NotFound.class, notFound -> assertThat(notFound.reasons())
                        .containsExactly("nobody on the LAN answered"));
        assertThat(resolution.after()).isLessThan(Duration.ofSeconds(50));
        assertThat(peer.messages(Query.class)).extracting(Query::attempt).containsExactly(0, 1, 2);
    }

    @Test
    void leavesTheLanAloneWhileAKnownRecordHasItsHeadStart() {
        ServiceRecord record = peer.record("orders", "http://127.0.0.1:8080/");
        peer.answeringProbes(record);
        TestNode client =
                asking(100).with("discovery.resolver.cache-head-start", "60s").start();
        peer.sendToGroup(new Announcement(record));
        eventually(() -> assertThat(client.node().catalogue().count(new ServiceName("orders")))
                .isEqualTo(1));

        assertThat(client.resolve("orders")).isInstanceOf(Resolution.Found.class);

        still(() -> assertThat(peer.heard(Query.class)).isEmpty());
    }

    @Test
    void asksAtOnceWhenNothingIsKnown() {
        peer.offering(peer.record("orders", "http://127.0.0.1:8080/"));
        TestNode client =
                asking(100).with("discovery.resolver.cache-head-start", "60s").start();

        Resolution resolution = client.resolve("orders");

        assertThat(resolution).isInstanceOf(Resolution.Found.class);
        assertThat(resolution.after()).isLessThan(Duration.ofSeconds(50));
    }

    @Test
    void asksTheHostsThatAreAskedByUnicastAsWell() {
        peer.offering(peer.record("orders", "http://127.0.0.1:8080/"));
        TestNode client = asking(100)
                .with("discovery.lan.multicast", false)
                .with("discovery.lan.broadcast", false)
                .with(
                        "discovery.lan.unicast-targets",
                        "127.0.0.1:" + peer.address().getPort())
                .start();

        assertThat(client.resolve("orders")).isInstanceOf(Resolution.Found.class);

        assertThat(peer.heardAlone(Query.class)).isNotEmpty();
        assertThat(peer.heardByGroup(Query.class)).isEmpty();
    }

    private TestNode.Plan asking(int repeats) {
        return lan.node("client", Role.CLIENT)
                .with("discovery.resolver.timeout", "55s")
                .with("discovery.query.repeats", repeats)
                .with("discovery.query.first-pause", "20ms")
                .with("discovery.query.max-pause", "60ms")
                .with("discovery.query.last-pause", "50ms");
    }
}
