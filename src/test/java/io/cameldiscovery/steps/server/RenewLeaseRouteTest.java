package io.cameldiscovery.steps.server;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.settled;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.FakeRegistry;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RenewLeaseRouteTest {

    private static final String RENEW_LATE = "{\"renewAfter\":600}";

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @Test
    void registersWithASignedRecordThatLivesAsLongAsTheLease() {
        FakeRegistry registry = lan.fakeRegistry().answering(201, RENEW_LATE);
        FakePeer reader = lan.peer("reader");
        TestNode server = server(registry.url())
                .with("discovery.registration.lease", "20m")
                .start();
        eventually(() -> assertThat(registry.requests("PUT")).isNotEmpty());

        FakeRegistry.Request request = registry.requests("PUT").get(0);
        assertThat(request.path()).isEqualTo("/v1/services/orders/instances/server");
        assertThat(request.contentType()).isEqualTo("application/jwt");
        assertThat(reader.read(request.body())).isInstanceOfSatisfying(Announcement.class, announcement -> {
            assertThat(announcement.record().lifetime()).isEqualTo(Duration.ofMinutes(20));
            assertThat(announcement.record().probePort())
                    .isEqualTo(server.address().getPort());
        });
        still(() -> assertThat(registry.requests("PUT")).hasSize(1));
    }

    @Test
    void saysOnceWhereItIsRegisteredAndForHowLong() {
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            FakeRegistry registry = lan.fakeRegistry().answering(201, "{\"lease\":1200,\"renewAfter\":1}");
            TestNode server = server(registry.url()).start();
            eventually(() -> assertThat(registry.requests("PUT")).hasSizeGreaterThan(2));

            assertThat(log.lines()).containsExactly("INFO Registered 'orders' at " + registry.url() + ", for 20 min");
            assertThat(server.drops("failure")).isZero();
        }
    }

    @Test
    void saysWhichOfSeveralRegistriesItAskedLastWhenNoneIsInReach() {
        String one = "http://127.0.0.1:" + FreePort.tcp();
        String two = "http://127.0.0.1:" + FreePort.tcp();
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery")) {
            TestNode server = server(one + "," + two).start();
            eventually(() -> assertThat(log.lines())
                    .anyMatch(line ->
                            line.matches("WARN The registry http://127.0.0.1:\\d+, the last of 2, is out of reach"
                                    + " \\(connection refused\\); trying again after growing pauses")));
            assertThat(log.lines())
                    .anyMatch(line -> line.matches("INFO The registry http://127.0.0.1:\\d+ is out of reach"
                            + " \\(connection refused\\); asking http://127.0.0.1:\\d+"));
            assertThat(server.drops("failure")).isZero();
        }
    }

    @Test
    void registersEveryService() {
        FakeRegistry registry = lan.fakeRegistry().answering(201, RENEW_LATE);
        TestNode server = server(registry.url())
                .offering("payments", "http://127.0.0.1:8081/")
                .start();
        eventually(() -> assertThat(registry.requests("PUT"))
                .extracting(FakeRegistry.Request::path)
                .containsExactlyInAnyOrder(
                        "/v1/services/orders/instances/server", "/v1/services/payments/instances/server"));
        assertThat(server.drops("failure")).isZero();
    }

    @Test
    void registersAtAnotherRegistryWhenOneIsDown() {
        String down = "http://127.0.0.1:" + FreePort.tcp();
        FakeRegistry well = lan.fakeRegistry().answering(201, RENEW_LATE);
        TestNode server = server(down + "," + well.url()).start();
        eventually(() -> assertThat(well.requests("PUT")).hasSize(1));
        assertThat(server.drops("failure")).isZero();
    }

    @Test
    void movesToAnotherRegistryWhenOneCannotWrite() {
        FakeRegistry one = lan.fakeRegistry().answering(201, "{\"renewAfter\":1}");
        FakeRegistry two = lan.fakeRegistry().answering(201, "{\"renewAfter\":1}");
        TestNode server = server(one.url() + "," + two.url()).start();
        eventually(() -> assertThat(
                        one.requests("PUT").size() + two.requests("PUT").size())
                .isPositive());
        boolean first = !one.requests("PUT").isEmpty();
        FakeRegistry asked = first ? one : two;
        FakeRegistry other = first ? two : one;
        assertThat(other.requests("PUT")).isEmpty();

        asked.withoutStoreFor(3600);

        eventually(() -> assertThat(other.requests("PUT")).hasSizeGreaterThan(1));
        assertThat(server.drops("failure")).isZero();
    }

    @Test
    void comesWhenTheyAskWhenNoRegistryCanWrite() {
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            FakeRegistry one = lan.fakeRegistry().withoutStoreFor(3600);
            FakeRegistry two = lan.fakeRegistry().withoutStoreFor(3600);
            TestNode server = server(one.url() + "," + two.url())
                    .with("discovery.registration.jitter", "0")
                    .start();
            eventually(
                    () -> assertThat(log.lines()).contains("INFO The registry asks to register 'orders' again in 1 h"));
            assertThat(one.requests("PUT")).hasSize(1);
            assertThat(two.requests("PUT")).hasSize(1);
            assertThat(server.drops("failure")).isZero();
        }
    }

    @Test
    void countsWhatAnswersLikeNoRegistryAsOutOfReach() {
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            FakeRegistry none = lan.fakeRegistry().answering(404, "<html>Resource not found</html>");
            TestNode server = server(none.url())
                    .with("discovery.registration.retry-delay", "50ms")
                    .start();
            eventually(
                    () -> assertThat(log.lines())
                            .contains(
                                    "WARN The registry " + none.url()
                                            + " cannot serve (it answers 404, but not as a registry does); trying again after growing pauses"));
            eventually(() -> assertThat(none.requests("PUT")).hasSizeGreaterThan(2));
            none.answering(201, RENEW_LATE);
            eventually(() -> assertThat(log.lines()).contains("INFO The registry is in reach again"));
            assertThat(server.drops("failure")).isZero();
        }
    }

    @Test
    void renewsWhenTheRegistrySays() {
        FakeRegistry registry = lan.fakeRegistry().answering(200, "{\"renewAfter\":1}");
        TestNode server = server(registry.url()).start();
        eventually(() -> assertThat(registry.requests("PUT")).hasSizeGreaterThanOrEqualTo(3));

        registry.answering(200, RENEW_LATE);

        settled(() -> registry.requests("PUT").size());
        assertThat(server.drops("failure")).isZero();
    }

    @Test
    void renewsAfterAThirdOfTheLeaseWhenTheRegistryDoesNotSay() {
        FakeRegistry registry = lan.fakeRegistry().answering(200, "{}");
        TestNode server = server(registry.url())
                .with("discovery.registration.lease", "3s")
                .start();
        eventually(() -> assertThat(registry.requests("PUT")).hasSizeGreaterThanOrEqualTo(3));
        assertThat(server.drops("failure")).isZero();
    }

    @Test
    void obeysRetryAfter() {
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            FakeRegistry registry = lan.fakeRegistry().busyFor(3600);
            TestNode server = server(registry.url())
                    .with("discovery.registration.pause", "200ms")
                    .with("discovery.registration.jitter", "0")
                    .start();
            eventually(
                    () -> assertThat(log.lines()).contains("INFO The registry asks to register 'orders' again in 1 h"));
            still(() -> assertThat(registry.requests("PUT")).hasSize(1));
            assertThat(server.drops("failure")).isZero();
        }
    }

    @Test
    void comesBackWhenRetryAfterIsOver() {
        FakeRegistry registry = lan.fakeRegistry().busyFor(1);
        TestNode server = server(registry.url()).start();
        eventually(() -> assertThat(registry.requests("PUT")).hasSizeGreaterThanOrEqualTo(2));
        assertThat(server.drops("failure")).isZero();
    }

    @Test
    void triesAgainLaterWhatTheRegistryRefused() {
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            FakeRegistry registry = lan.fakeRegistry()
                    .answering(403, "{\"type\":\"/problems/not-authorized\",\"detail\":\"not your name\"}");
            TestNode server = server(registry.url())
                    .with("discovery.registration.pause", "500ms")
                    .start();
            eventually(() -> assertThat(registry.requests("PUT")).hasSizeGreaterThanOrEqualTo(2));
            assertThat(log.lines())
                    .contains("WARN The registry refused 'orders': 403 not your name. Trying again in about 500 ms");
            assertThat(server.drops("failure")).isZero();
        }
    }

    @Test
    void survivesARegistryThatComesLater() {
        int port = FreePort.tcp();
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server")) {
            TestNode server = server("http://127.0.0.1:" + port)
                    .with("discovery.registration.retry-delay", "50ms")
                    .with("discovery.registration.pause", "300ms")
                    .start();
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.contains("out of reach")));

            try (FakeRegistry registry = new FakeRegistry(port).answering(201, RENEW_LATE)) {
                eventually(() -> assertThat(registry.requests("PUT")).isNotEmpty());
                eventually(() -> assertThat(log.lines()).contains("INFO The registry is in reach again"));
            }
            assertThat(log.lines().stream().filter(line -> line.contains("out of reach")))
                    .as("said once, not at every attempt")
                    .hasSize(1);
            assertThat(server.drops("failure")).isZero();
        }
    }

    @Test
    void registersAtOnceWhenARecordChanged() {
        FakeRegistry registry = lan.fakeRegistry().answering(201, RENEW_LATE);
        FakePeer reader = lan.peer("reader");
        TestNode server = server(registry.url()).start();
        eventually(() -> assertThat(registry.requests("PUT")).hasSize(1));

        server.node()
                .offer(new Offer(
                        new ServiceName("orders"), List.of(new EndpointTemplate("http://127.0.0.1:9090/")), Map.of()));

        eventually(() -> assertThat(registry.requests("PUT")).hasSize(2));
        Announcement second =
                (Announcement) reader.read(registry.requests("PUT").get(1).body());
        assertThat(second.record().endpoints()).hasToString("[http://127.0.0.1:9090/]");
        still(() -> assertThat(registry.requests("PUT")).hasSize(2));
    }

    private TestNode.Plan server(String registryUrl) {
        return lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .with("discovery.registry.url", registryUrl)
                .with("discovery.registration.check-interval", "50ms");
    }
}
