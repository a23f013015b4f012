package io.cameldiscovery.steps.server;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.FakeRegistry;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SayGoodbyeRouteTest {

    private static final ServiceName ORDERS = new ServiceName("orders");

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @BeforeEach
    void openTheLan() {
        lan.key("server", "*");
    }

    @Test
    void saysItTwiceWhenTheNodeStops() {
        FakePeer listener = lan.peer("listener");
        TestNode server = server().offering("payments", "http://127.0.0.1:8081/")
                .with("discovery.lan.broadcast", false)
                .start();
        assertThat(listener.heard(Goodbye.class)).isEmpty();

        server.close();

        eventually(() -> assertThat(listener.heardByGroup(Goodbye.class))
                .extracting(
                        heard -> ((Goodbye) heard.message()).record().service().value())
                .containsExactlyInAnyOrder("orders", "orders", "payments", "payments"));
        assertThat(listener.heard(Goodbye.class)).allMatch(FakePeer.Heard::trusted);
    }

    @Test
    void letsListenersForgetItAtOnce() {
        ServiceName orders = new ServiceName("orders");
        TestNode client = lan.node("client", Role.CLIENT).start();
        TestNode server = server().start();
        eventually(() -> assertThat(client.node().catalogue().count(orders)).isEqualTo(1));

        server.close();

        eventually(() -> assertThat(client.node().catalogue().count(orders)).isZero());
    }

    @Test
    void givesTheLeaseBack() {
        int port = FreePort.tcp();
        String url = "http://127.0.0.1:" + port;
        TestNode registry = lan.node("registry", Role.REGISTRY)
                .with("discovery.registry.port", port)
                .start();
        TestNode client = lan.node("client", Role.CLIENT)
                .with("discovery.registry.url", url)
                .with("discovery.resolver.cache", false)
                .start();
        TestNode server = server().with("discovery.registry.url", url).start();
        eventually(() -> assertThat(client.resolve("orders", Road.REGISTRY)).isInstanceOf(Resolution.Found.class));

        server.close();

        // Not "known from registry but does not answer": it is not known any more.
        assertThat(client.resolve("orders", Road.REGISTRY))
                .isInstanceOfSatisfying(Resolution.NotFound.class, gone -> assertThat(gone.reasons())
                        .containsExactly("the registry knows no instance"));
        assertThat(registry.drops("failure")).isZero();
    }

    @Test
    void withdrawsByDeletingWithTheGoodbyeAsBody() {
        FakeRegistry registry = lan.fakeRegistry();
        FakePeer reader = lan.peer("reader");
        TestNode server =
                server().with("discovery.registry.url", registry.url()).start();

        server.close();

        assertThat(registry.requests("DELETE")).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/v1/services/orders/instances/server");
            assertThat(request.contentType()).isEqualTo("application/jwt");
            assertThat(reader.read(request.body())).isInstanceOf(Goodbye.class);
        });
    }

    @Test
    void withdrawsOneServiceAndLeavesTheOthers() {
        FakePeer listener = lan.peer("listener");
        FakeRegistry registry = lan.fakeRegistry();
        TestNode server = server().offering("payments", "http://127.0.0.1:8081/")
                .with("discovery.lan.broadcast", false)
                .with("discovery.registry.url", registry.url())
                .start();

        server.node().withdraw(ORDERS);

        eventually(() -> assertThat(services(listener)).containsExactly("orders", "orders"));
        assertThat(registry.requests("DELETE")).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/v1/services/orders/instances/server");
            assertThat(listener.read(request.body())).isInstanceOf(Goodbye.class);
        });
        assertThat(server.node().ownInstances().services()).containsExactly(new ServiceName("payments"));

        server.close();
        eventually(() -> assertThat(services(listener)).containsExactly("orders", "orders", "payments", "payments"));
    }

    @Test
    void isBelievedWhenItOffersAgainWhatItWithdrew() {
        TestNode client = lan.node("client", Role.CLIENT).start();
        TestNode server = server().start();
        eventually(() -> assertThat(client.node().catalogue().count(ORDERS)).isEqualTo(1));
        server.node().withdraw(ORDERS);
        eventually(() -> assertThat(client.node().catalogue().count(ORDERS)).isZero());

        server.node().offer(new Offer(ORDERS, List.of(new EndpointTemplate("http://127.0.0.1:8080/")), Map.of()));

        eventually(() -> assertThat(client.node().catalogue().live(ORDERS))
                .singleElement()
                .satisfies(
                        entry -> assertThat(entry.record().sequence().number()).isEqualTo(1)));
    }

    @Test
    void isRegisteredAgainWhenItOffersAgainWhatItWithdrew() {
        int port = FreePort.tcp();
        String url = "http://127.0.0.1:" + port;
        TestNode registry = lan.node("registry", Role.REGISTRY)
                .with("discovery.registry.port", port)
                .start();
        TestNode client = lan.node("client", Role.CLIENT)
                .with("discovery.registry.url", url)
                .with("discovery.resolver.cache", false)
                .start();
        TestNode server = server().with("discovery.registry.url", url).start();
        eventually(() -> assertThat(client.resolve("orders", Road.REGISTRY)).isInstanceOf(Resolution.Found.class));
        server.node().withdraw(ORDERS);
        eventually(() -> assertThat(client.resolve("orders", Road.REGISTRY)).isInstanceOf(Resolution.NotFound.class));

        server.node().offer(new Offer(ORDERS, List.of(new EndpointTemplate("http://127.0.0.1:8080/")), Map.of()));

        eventually(() -> assertThat(client.resolve("orders", Road.REGISTRY)).isInstanceOf(Resolution.Found.class));
        assertThat(registry.drops("failure")).isZero();
    }

    @Test
    void saysNothingOfAServiceThatItDoesNotOffer() {
        FakePeer listener = lan.peer("listener");
        TestNode server = server().start();
        server.node().withdraw(new ServiceName("payments"));

        still(() -> assertThat(listener.heard(Goodbye.class)).isEmpty());
        assertThat(server.drops("failure")).isZero();
    }

    /** What a registry that stops, or a proxy without one, may say to a goodbye. */
    @ParameterizedTest
    @CsvSource({
        "503, '{\"type\":\"/problems/stopping\"}'",
        "503, ''",
        "405, ''",
        "404, '<html>'",
    })
    void aGoodbyeThatNoRegistryTookGoesToTheNext(int status, String body) {
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.server");
                FakeRegistry one = new FakeRegistry().answering(201, "{\"renewAfter\":600}");
                FakeRegistry two = new FakeRegistry().answering(201, "{\"renewAfter\":600}")) {
            TestNode server = server().with("discovery.registry.url", one.url() + "," + two.url())
                    .start();
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.startsWith("INFO Registered 'orders' at ")));
            FakeRegistry asked = one.requests("PUT").isEmpty() ? two : one;
            FakeRegistry other = asked == one ? two : one;
            asked.answering(status, body);
            other.answering(204, "");

            server.close();

            assertThat(asked.requests("DELETE")).hasSize(1);
            assertThat(other.requests("DELETE")).singleElement().satisfies(request -> assertThat(request.path())
                    .isEqualTo("/v1/services/orders/instances/server"));
        }
    }

    @Test
    void stopsAlsoWhenTheRegistryIsGone() {
        FakeRegistry registry = new FakeRegistry();
        TestNode server =
                server().with("discovery.registry.url", registry.url()).start();
        registry.close();
        try (LogOf log = LogOf.infoAndAbove("say-goodbye");
                LogOf leases = LogOf.infoAndAbove("give-back-lease")) {
            server.close();

            assertThat(leases.lines())
                    .containsExactly("INFO The registry did not take the goodbye of orders: its lease will run out");
            assertThat(log.lines()).isEmpty();
        }
    }

    private static List<String> services(FakePeer listener) {
        return listener.heardByGroup(Goodbye.class).stream()
                .map(heard -> ((Goodbye) heard.message()).record().service().value())
                .toList();
    }

    private TestNode.Plan server() {
        return lan.node("server", Role.SERVER).offering("orders", "http://127.0.0.1:8080/");
    }
}
