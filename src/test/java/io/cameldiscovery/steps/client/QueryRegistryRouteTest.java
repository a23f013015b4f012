package io.cameldiscovery.steps.client;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.ResolvedInstance;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.FakeRegistry;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryRegistryRouteTest {

    private static final String GOOD = "http://127.0.0.1:8080/";
    private static final String BAD = "http://127.0.0.1:6666/";

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @BeforeEach
    void openTheLan() {
        lan.key("server", "*");
    }

    @Test
    void findsThroughTheRegistryWhatTheLanDoesNotReach() {
        int http = FreePort.tcp();
        String url = "http://127.0.0.1:" + http;
        TestNode registry = lan.node("registry", Role.REGISTRY)
                .with("discovery.registry.port", http)
                .start();
        TestNode server = lan.node("server", Role.SERVER)
                .with("discovery.lan.port", FreePort.udp())
                .with("discovery.registry.url", url)
                .offering("orders", GOOD)
                .start();
        TestNode client = client(url).start();

        eventually(() -> {
            ResolvedInstance instance = found(client.resolve("orders"));
            assertThat(instance.endpoint()).hasToString(GOOD);
            assertThat(instance.provenBy()).isEqualTo(ProofKind.PROBE);
        });
        assertThat(server.node().catalogue().size()).isZero();
        assertThat(registry.drops("failure")).isZero();
    }

    @Test
    void saysThatARecordIsKnownFromTheRegistryHoweverItWasProven() {
        FakePeer server = lan.peer("server", "*");
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client = client(registry.url()).start();
        ServiceRecord record = server.record("orders", GOOD);
        registry.serving(
                server.sign(new Announcement(record.issuedAt(Instant.now().minusSeconds(20), Duration.ofMinutes(30)))));
        server.answeringProbes(record);

        ResolvedInstance instance = found(client.resolve("orders", Road.REGISTRY));

        assertThat(instance.source()).isEqualTo(Source.REGISTRY);
        assertThat(registry.requests("GET"))
                .extracting(FakeRegistry.Request::path)
                .containsExactly("/v1/services/orders");
    }

    @Test
    void handsOutNoRecordOfTheRegistryWhoseInstanceIsDead() {
        FakePeer server = lan.peer("server", "*");
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client = client(registry.url()).start();
        registry.serving(server.sign(new Announcement(server.record("orders", BAD))));

        assertNotFound(
                client.resolve("orders", Road.REGISTRY),
                "orders/server is known from registry but does not answer at " + BAD);
    }

    @Test
    void leavesTheRegistryAloneWhileTheLanHasItsHeadStart() {
        FakePeer server = lan.peer("server", "*");
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client = client(registry.url())
                .with("discovery.resolver.lan-head-start", "2s")
                .start();
        server.offering(server.record("orders", GOOD));

        found(client.resolve("orders"));

        still(() -> assertThat(registry.requests("GET")).isEmpty());
        assertThat(client.resolve("payments")).isInstanceOf(Resolution.NotFound.class);
        assertThat(registry.requests("GET")).hasSize(1);
    }

    @Test
    void asksTheRegistryAtOnceWhenTheLanIsNotAsked() {
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client = client(registry.url())
                .with("discovery.resolver.lan-head-start", "60s")
                .start();

        Resolution resolution = client.resolve("orders", Road.REGISTRY);

        assertThat(resolution).isInstanceOf(Resolution.NotFound.class);
        assertThat(resolution.after()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void endsAtOnceWhenTheRegistryKnowsNothing() {
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client = client(registry.url()).start();
        assertNotFound(client.resolve("orders", Road.REGISTRY), "the registry knows no instance");

        registry.serving();
        assertNotFound(client.resolve("orders", Road.REGISTRY), "the registry knows no instance");
    }

    @Test
    void saysThatNoRegistryIsSetIfThatIsTheOnlyRoad() {
        TestNode client = client("").with("discovery.query.repeats", 0).start();
        assertNotFound(client.resolve("orders", Road.REGISTRY), "no registry is set (discovery.registry.url)");
        assertNotFound(client.resolve("orders"), "nobody on the LAN answered");
    }

    @Test
    void saysThatTheRegistryIsDown() {
        String down = "http://127.0.0.1:" + FreePort.tcp();
        TestNode client = client(down).start();
        assertNotFound(
                client.resolve("orders", Road.REGISTRY),
                "the registry " + down + " is out of reach (connection refused)");
    }

    @Test
    void saysWhichOfSeveralRegistriesItAskedLastWhenNoneIsInReach() {
        String both = "http://127.0.0.1:" + FreePort.tcp() + ",http://127.0.0.1:" + FreePort.tcp();
        TestNode client = client(both).start();
        assertThat(client.resolve("orders", Road.REGISTRY))
                .isInstanceOfSatisfying(Resolution.NotFound.class, notFound -> assertThat(notFound.reasons())
                        .singleElement()
                        .asString()
                        .matches("the registry http://127.0.0.1:\\d+, the last of 2, is out of reach"
                                + " \\(connection refused\\)"));
    }

    @ParameterizedTest
    @CsvSource({
        "401, '401: it wants a token that it knows, see discovery.registry.lookup-token-file, or a certificate'",
        "403, 403: this node must not look up there",
        "429, 429: too many requests come from this address",
        "418, it answers 418"
    })
    void saysThatTheRegistryRefusedTheLookup(int status, String why) {
        FakeRegistry registry = lan.fakeRegistry().answering(status, "{}");
        TestNode client = client(registry.url()).start();
        assertNotFound(
                client.resolve("orders", Road.REGISTRY),
                "the registry " + registry.url() + " refused the lookup (" + why + ")");
    }

    @Test
    void saysThatTheRegistryFailed() {
        FakeRegistry registry = lan.fakeRegistry().answering(500, "{}");
        TestNode client = client(registry.url()).start();
        assertNotFound(
                client.resolve("orders", Road.REGISTRY),
                "the registry " + registry.url() + " cannot serve (it answers 500)");
    }

    /** In any order: each node has one of its own. */
    @RepeatedTest(8)
    void asksAnotherRegistryWhenOneIsDownFailsOrIsNone() {
        String down = "http://127.0.0.1:" + FreePort.tcp();
        FakePeer server = lan.peer("server", "orders");
        FakeRegistry failing = lan.fakeRegistry().answering(500, "{}");
        FakeRegistry none = lan.fakeRegistry().answering(404, "<html>Resource not found</html>");
        FakeRegistry well = lan.fakeRegistry();
        TestNode client = client(String.join(",", down, failing.url(), none.url(), well.url()))
                .start();
        well.serving(server.sign(new Announcement(server.record("orders", BAD))));

        Resolution resolution = client.resolve("orders", Road.REGISTRY);

        assertThat(resolution)
                .isInstanceOfSatisfying(Resolution.NotFound.class, notFound -> assertThat(notFound.reasons())
                        .containsExactly("orders/server is known from registry but does not answer at " + BAD));
        assertThat(well.requests("GET")).hasSize(1);
        client.resolve("orders", Road.REGISTRY);
        assertThat(well.requests("GET")).hasSize(2);
    }

    @Test
    void doesNotTakeWhatIsNoRegistryForOneThatKnowsNothing() {
        FakeRegistry none = lan.fakeRegistry().answering(404, "{\"type\":\"/problems/not-found\"}");
        TestNode client = client(none.url()).start();
        assertNotFound(
                client.resolve("orders", Road.REGISTRY),
                "the registry " + none.url() + " cannot serve (it answers 404, but not as a registry does)");
    }

    @Test
    void endsAtOnceWhenTheRegistryTalksNonsense() {
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client = client(registry.url()).start();
        for (String nonsense : List.of("", "no json", "[]")) {
            registry.answering(200, nonsense);

            assertNotFound(
                    client.resolve("orders", Road.REGISTRY),
                    "the registry " + registry.url() + " cannot serve (it answers 200, but not as a registry does)");
        }
        registry.answering(200, "{\"instances\":7}");
        assertNotFound(
                client.resolve("orders", Road.REGISTRY),
                "the registry " + registry.url() + " does not answer as a registry does");
        registry.answering(200, "{\"instances\":[{\"token\":7},null,\"x\"]}");
        assertNotFound(client.resolve("orders", Road.REGISTRY), "the registry knows no instance");
        assertThat(client.drops("failure")).isZero();
    }

    @Test
    void reportsATokenThatTheRegistryForged() {
        FakePeer stranger = lan.stranger("stranger");
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client = client(registry.url()).start();
        stranger.answeringProbes(stranger.record("orders", BAD));
        registry.serving(stranger.sign(new Announcement(stranger.record("orders", BAD))));

        Resolution resolution = client.resolve("orders", Road.REGISTRY);

        assertThat(resolution)
                .isInstanceOfSatisfying(Resolution.Untrusted.class, untrusted -> assertThat(untrusted.reasons())
                        .singleElement()
                        .asString()
                        .startsWith("unknown-key from registry"));
    }

    @Test
    void findsTheGoodTokenAmongBadOnes() {
        FakePeer stranger = lan.stranger("stranger");
        FakePeer other = lan.peer("other", "payments");
        FakePeer server = lan.peer("server", "*");
        FakeRegistry registry = lan.fakeRegistry();
        TestNode client = client(registry.url()).start();
        ServiceRecord record = server.record("orders", GOOD);
        server.answeringProbes(record);
        other.answeringProbes(other.record("payments", BAD));
        ServiceRecord expired =
                server.record("orders", BAD).issuedAt(Instant.now().minusSeconds(7200), Duration.ofSeconds(90));
        registry.serving(
                "rubbish",
                stranger.sign(new Announcement(stranger.record("orders", BAD))),
                other.sign(new Announcement(other.record("orders", BAD))),
                other.sign(new Announcement(other.record("payments", BAD))),
                server.sign(new Announcement(expired)),
                server.sign(FakePeer.query("orders")),
                server.sign(new Announcement(record)),
                "eyJ.eyJ.eyJ");

        for (boolean all : List.of(false, true)) {
            Resolution resolution = client.ask("orders", all, Road.REGISTRY).join();
            assertThat(found(resolution).endpoint()).hasToString(GOOD);
            assertThat(((Resolution.Found) resolution).instances()).hasSize(1);
        }
    }

    private TestNode.Plan client(String registryUrl) {
        return lan.node("client", Role.CLIENT)
                .with("discovery.registry.url", registryUrl)
                // A machine that stands still for a while must not make a registry look dead.
                .with("discovery.registry.timeout", "20s")
                .with("discovery.resolver.timeout", "55s")
                .with("discovery.resolver.cache", false)
                .with("discovery.verification.attempt-timeout", "200ms");
    }

    private static void assertNotFound(Resolution resolution, String... reasons) {
        assertThat(resolution)
                .isInstanceOfSatisfying(Resolution.NotFound.class, notFound -> assertThat(notFound.reasons())
                        .containsExactly(reasons));
        assertThat(resolution.after()).isLessThan(Duration.ofSeconds(50));
    }

    private static ResolvedInstance found(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Found.class);
        return ((Resolution.Found) resolution).instances().get(0);
    }
}
