package io.cameldiscovery.steps.client;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.settled;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.client.InstanceFilter;
import io.cameldiscovery.client.PickStrategies;
import io.cameldiscovery.client.ProvenInstance;
import io.cameldiscovery.client.Selector;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.FakeRegistry;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeepWarmRouteTest {

    private static final ServiceName ORDERS = new ServiceName("orders");

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @Test
    void provesAgainAndAgainWhatIsInUse() {
        TestNode server = lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .start();
        TestNode client = client().start();
        Selector selector = use(client);
        awaitNewProof(selector);

        server.close();
        eventually(() -> assertThat(selector.select(null)).isNull());
    }

    @Test
    void dropsWhatDiedWithoutAGoodbyeAndProvesItAgainWhenItIsBack() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        AtomicBoolean alive = new AtomicBoolean(true);
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        server.whenHeard(Probe.class, (probe, heard) -> {
            if (alive.get()) {
                server.send(new Proof(record, probe.nonce()), heard.from());
            }
        });
        server.sendToGroup(new Announcement(record));
        Selector selector = use(client);
        awaitNewProof(selector);

        alive.set(false);
        eventually(() -> assertThat(selector.select(null)).isNull());
        assertThat(client.node().catalogue().find(record.key()))
                .hasValueSatisfying(known -> assertThat(known.stale()).isTrue());

        alive.set(true);
        eventually(() -> assertThat(selector.select(null)).isNotNull());
    }

    @Test
    void provesWhatOnlyTheRegistryKnows() {
        FakePeer server = lan.peer("server", "orders");
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client =
                client().with("discovery.registry.url", registry.url()).start();
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        server.answeringProbes(record);
        registry.serving(server.sign(new Announcement(record)));

        Selector selector = use(client);

        awaitNewProof(selector);
        assertThat(server.heard(Announcement.class)).isEmpty();
        assertThat(registry.requests("GET")).isNotEmpty();
    }

    @Test
    void learnsFromTheRegistryWhoJoinsWhenOthersAreWarm() {
        FakePeer first = lan.peer("first", "orders");
        FakePeer second = lan.peer("second", "orders");
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client = client().with("discovery.registry.url", registry.url())
                .with("discovery.selection.registry-interval", "200ms")
                .start();
        first.offering(first.record("orders", "http://127.0.0.1:8081/"));
        Selector selector = use(client);
        awaitNewProof(selector);

        ServiceRecord record = second.record("orders", "http://127.0.0.1:8082/");
        second.answeringProbes(record);
        registry.serving(second.sign(new Announcement(record)));

        eventually(() -> assertThat(selector.all())
                .extracting(ProvenInstance::getInstance)
                .containsExactly("first", "second"));
    }

    @Test
    void doesNotFloodALanWhereNobodyOffersWhatIsInUse() {
        FakePeer listener = lan.peer("listener");
        TestNode client = client().with("discovery.selection.check-interval", "10ms")
                .with("discovery.query.repeats", 0)
                .with("discovery.query.last-pause", "1ms")
                .start();
        use(client);

        eventually(() -> assertThat(questions(listener)).isGreaterThan(3));
        // The twelfth may come after minutes only; a question for each look would be there at once.
        still(() -> assertThat(questions(listener)).isLessThan(12));
    }

    @Test
    void asksNothingMoreForWhatIsReleased() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        server.offering(server.record("orders", "http://127.0.0.1:8080/"));
        Selector selector = use(client);
        awaitNewProof(selector);

        client.node().release(ORDERS);

        settled(() -> server.heard(Probe.class).size());
    }

    private TestNode.Plan client() {
        return lan.node("client", Role.CLIENT).with("discovery.selection.refresh-interval", "100ms");
    }

    private static Selector use(TestNode client) {
        client.node().use(ORDERS);
        return client.node().selector(ORDERS, InstanceFilter.NONE, PickStrategies.first());
    }

    /** Waits until there is a proof, and then a newer one. */
    private static void awaitNewProof(Selector selector) {
        eventually(() -> assertThat(selector.select(null)).isNotNull());
        long first = provenAt(selector);
        eventually(() -> assertThat(provenAt(selector) - first).isPositive());
    }

    private static long provenAt(Selector selector) {
        var instance = selector.select(null);
        assertThat(instance).isNotNull();
        return instance.proof().at();
    }

    private static long questions(FakePeer listener) {
        return listener.messages(Query.class).stream()
                .map(Query::nonce)
                .distinct()
                .count();
    }
}
