package io.cameldiscovery.component;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cameldiscovery.client.ProvenInstance;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DiscoveryProducerTest {

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @BeforeEach
    void openTheLan() {
        // Before the first node starts: it would hear of later keys only a second after.
        List.of("application", "a", "b").forEach(name -> lan.key(name, "*"));
    }

    @Test
    void putsAProvenAddressIntoTheMessage() {
        server("a").start();
        TestApplication application = asking("").start();
        Exchange exchange = application.send("direct:ask", "keep me");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("keep me");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("CamelDiscoveryService", "orders")
                .containsEntry("CamelDiscoveryInstance", "a")
                .containsEntry("CamelDiscoveryUri", "http://127.0.0.1:8080/a")
                .containsEntry("CamelDiscoveryHost", "127.0.0.1")
                .containsEntry("CamelDiscoveryPort", 8080)
                .containsEntry("CamelDiscoverySource", "udp")
                .containsEntry("CamelDiscoveryKeyId", "a")
                .containsEntry("CamelDiscoveryFound", true)
                .containsKeys("CamelDiscoveryAge", "CamelDiscoveryProofAge")
                .doesNotContainKeys("CamelDiscoveryRegion", "CamelDiscoveryReason", "CamelDiscoveryCount")
                .doesNotContainValue(null);
    }

    @Test
    void messagesThatWaitStartNoThreadForEachTimeTheyAskAgain() {
        int messages = 300;
        TestApplication application = asking("?timeout=2000&onNone=continue")
                .with("discovery.resolver.timeout", "100ms")
                .start();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long before = threads.getTotalStartedThreadCount();
        List<CompletableFuture<Exchange>> waiting = IntStream.range(0, messages)
                .mapToObj(message -> application.template().asyncSend("direct:ask", exchange -> {}))
                .toList();
        waiting.forEach(CompletableFuture::join);

        assertThat(waiting)
                .extracting(sent -> sent.join().getMessage().getHeader("CamelDiscoveryFound"))
                .containsOnly(false);
        // Each asks about five times.
        assertThat(threads.getTotalStartedThreadCount() - before).isLessThan(2L * messages);
    }

    @Test
    void picksOneAfterTheOtherByDefaultInTheSpellingsOfCamel() {
        TestNode a = server("a").start();
        TestNode b = server("b").start();
        TestApplication application = asking("?pick=roundRobin")
                .routes(route("dashes", "discovery:orders?pick=round-robin"))
                .routes(route("constant", "discovery:orders?pick=ROUND_ROBIN"))
                .start();
        whenWarm(application, "a", "b");

        for (String route : List.of("ask", "dashes", "constant")) {
            List<String> picked = picks(application, route, 4);
            assertThat(picked).containsExactly(picked.get(0), picked.get(1), picked.get(0), picked.get(1));
            assertThat(Set.copyOf(picked)).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void picksTheFirstByInstanceId() {
        TestNode a = server("a").start();
        TestNode b = server("b").start();
        TestApplication application = asking("?pick=first").start();
        whenWarm(application, "a", "b");

        assertThat(picks(application, "ask", 5)).containsOnly("a");
    }

    @Test
    void picksByChanceAsHeavyAsTheNamedMetadataSays() {
        TestNode a =
                server("a").with("discovery.service.orders.metadata.share", "0").start();
        TestNode b =
                server("b").with("discovery.service.orders.metadata.share", "3").start();
        TestApplication application = asking("?pick=random&weightKey=share").start();
        whenWarm(application, "a", "b");

        assertThat(picks(application, "ask", 50)).containsOnly("b");
    }

    @Test
    void picksInTheNearestOfTheNamedRegionsOrInItsOwn() {
        TestNode a = server("a").with("discovery.region", "north").start();
        TestNode b = server("b").with("discovery.region", "south").start();
        TestApplication application = asking("?pick=nearest&regions=west,south")
                .with("discovery.region", "north")
                .routes(route("own", "discovery:orders?pick=nearest"))
                .start();
        whenWarm(application, "a", "b");

        assertThat(picks(application, "ask", 4)).containsOnly("b");
        assertThat(picks(application, "own", 4)).containsOnly("a");
        assertThat(application.send("direct:own", "").getMessage().getHeader("CamelDiscoveryRegion"))
                .isEqualTo("north");
    }

    @Test
    void sticksToOneInstanceForEachKey() {
        TestNode a = server("a").start();
        TestNode b = server("b").start();
        TestApplication application =
                asking("?pick=sticky&stickyKey=${header.customer}").start();
        whenWarm(application, "a", "b");

        Set<String> used = new HashSet<>();
        for (int customer = 0; customer < 30; customer++) {
            String first = pickFor(application, "customer-" + customer);
            assertThat(pickFor(application, "customer-" + customer)).isEqualTo(first);
            used.add(first);
        }
        assertThat(used).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aKeyThatCannotBeComputedFailsItsMessageOnly() {
        server("a").start();
        TestApplication application =
                asking("?pick=sticky&stickyKey=${body.toLowerCase()}").start();
        Exchange exchange = application.send("direct:ask", Map.of("customer", 1));

        assertThat(exchange.getException()).isNotNull();
        assertThat(application.send("direct:ask", "customer").getException()).isNull();
    }

    @Test
    void leavesOutWhatIsInAnotherRegionOrHasOtherMetadataOrAnotherScheme() {
        TestNode a = server("a")
                .with("discovery.region", "north-1")
                .with("discovery.service.orders.metadata.version", "1.9")
                .start();
        TestNode b = server("b")
                .with("discovery.region", "south-1")
                .with("discovery.service.orders.metadata.version", "2.0")
                .offering("orders", "http://127.0.0.1:8080/b, amqp://127.0.0.1/b")
                .start();
        TestApplication application = asking("?region=north*")
                .routes(route("version", "discovery:orders?metadata.version=2.*"))
                .routes(route("scheme", "discovery:orders?scheme=amqp"))
                .start();
        for (int i = 0; i < 4; i++) {
            assertThat(instance(application.send("direct:ask", ""))).isEqualTo("a");
            assertThat(instance(application.send("direct:version", ""))).isEqualTo("b");
            assertThat(application.send("direct:scheme", "").getMessage().getHeaders())
                    .containsEntry("CamelDiscoveryUri", "amqp://127.0.0.1/b")
                    .containsEntry("CamelDiscoveryPort", 5672);
        }
    }

    @Test
    void hasNoPortHeaderWhereNothingNamesAPort() {
        server("a").offering("orders", "coap://127.0.0.1/a").start();
        TestApplication application = asking("").start();
        Map<String, Object> headers = application
                .template()
                .request("direct:ask", exchange -> exchange.getMessage().setHeader("CamelDiscoveryPort", 99))
                .getMessage()
                .getHeaders();

        assertThat(headers)
                .containsEntry("CamelDiscoveryUri", "coap://127.0.0.1/a")
                .doesNotContainKey("CamelDiscoveryPort")
                .doesNotContainValue(null);
    }

    @Test
    void keepsTheBracketsOfAnIpv6Address() {
        server("a").offering("orders", "http://[::1]:8080/a").start();
        TestApplication application = asking("").start();
        assertThat(application.send("direct:ask", "").getMessage().getHeaders())
                .containsEntry("CamelDiscoveryUri", "http://[::1]:8080/a")
                .containsEntry("CamelDiscoveryHost", "[::1]")
                .containsEntry("CamelDiscoveryPort", 8080);
    }

    @Test
    void givesTheUriTheInstanceOrAllInstancesAsBody() {
        TestNode a = server("a").start();
        TestNode b = server("b").start();
        TestApplication application = asking("?body=uri&pick=first")
                .routes(route("instance", "discovery:orders?body=instance&pick=first"))
                .routes(route("instances", "discovery:orders?body=instances"))
                .start();
        whenWarm(application, "a", "b");

        assertThat(application.send("direct:ask", "").getMessage().getBody()).isEqualTo("http://127.0.0.1:8080/a");
        assertThat(application
                        .send("direct:instance", "")
                        .getMessage()
                        .getBody(ProvenInstance.class)
                        .getInstance())
                .isEqualTo("a");
        assertThat(application.send("direct:instances", "").getMessage().getHeaders())
                .containsEntry("CamelDiscoveryCount", 2)
                .doesNotContainKey("CamelDiscoveryUri");
    }

    @Test
    void givesAllInstancesEvenWhenNoneIsWarmYet() {
        server("a").start();
        server("b").start();
        TestApplication application = asking("?body=instances")
                .with("discovery.roles", "client")
                .with("discovery.routes.excluded", "keep-warm")
                .start();
        assertThat(application.send("direct:ask", "").getMessage().getHeader("CamelDiscoveryCount"))
                .isEqualTo(2);
    }

    @Test
    void givesItIntoAVariableAndLeavesTheMessageAsItWas() {
        server("a").start();
        TestApplication application = lan.application("application").routes("""
                                - route:
                                    id: ask
                                    from:
                                      uri: direct:ask
                                      steps:
                                        - to:
                                            uri: discovery:orders
                                            variableReceive: place
                                            parameters:
                                              body: uri
                                        - setHeader:
                                            name: place
                                            simple: "${variable.place}"
                                """).start();
        Exchange exchange = application.send("direct:ask", "keep me");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("keep me");
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("place");
        assertThat(exchange.getMessage().getHeader("place")).isEqualTo("http://127.0.0.1:8080/a");
    }

    @Test
    void goesOnWithoutAnAddressIfItMay() {
        TestApplication application = lan.application("application")
                .with("discovery.resolver.timeout", "200ms")
                .routes(route("ask", "discovery:orders?onNone=continue&timeout=200&body=uri"))
                .routes(route("all", "discovery:orders?onNone=continue&timeout=200&body=instances"))
                .start();
        Exchange one = application.template().request("direct:ask", exchange -> exchange.getMessage()
                .setHeader("CamelDiscoveryUri", "http://of-an-earlier-step/"));

        assertThat(one.getException()).isNull();
        assertThat(one.getMessage().getBody()).isNull();
        assertThat(one.getMessage().getHeaders())
                .containsEntry("CamelDiscoveryFound", false)
                .containsEntry("CamelDiscoveryService", "orders")
                .containsKey("CamelDiscoveryReason")
                .doesNotContainKeys("CamelDiscoveryUri", "CamelDiscoveryInstance");
        assertThat(application.send("direct:all", "").getMessage().getBody()).isEqualTo(List.of());
    }

    @Test
    void nothingOfAnEarlierPickIsLeft() {
        TestNode orders = server("a").with("discovery.region", "north").start();
        TestNode stock = lan.node("b", Role.SERVER)
                .offering("stock", "coap://127.0.0.1/b")
                .start();
        TestApplication application = lan.application("application").routes("""
                                - route:
                                    id: ask
                                    from:
                                      uri: direct:ask
                                      steps:
                                        - to: discovery:nobody?onNone=continue&timeout=0
                                        - to: discovery:orders?body=instances
                                        - to: discovery:orders
                                        - to: discovery:stock
                                """).start();
        assertThat(application.send("direct:ask", "").getMessage().getHeaders())
                .containsEntry("CamelDiscoveryService", "stock")
                .containsEntry("CamelDiscoveryInstance", "b")
                .containsEntry("CamelDiscoveryFound", true)
                .doesNotContainKeys(
                        "CamelDiscoveryPort", "CamelDiscoveryRegion", "CamelDiscoveryReason", "CamelDiscoveryCount");
    }

    @Test
    void asksNobodyWhenItIsWarm() {
        FakePeer peer = lan.peer("peer", "orders");
        TestApplication application =
                asking("").with("discovery.routes.excluded", "keep-warm").start();
        peer.offering(peer.record("orders", "http://127.0.0.1:8080/api"));
        assertThat(instance(application.send("direct:ask", ""))).isEqualTo("peer");
        // Acknowledgments may still be under way.
        AtomicInteger before = new AtomicInteger(-1);
        await().during(Duration.ofMillis(300)).until(() -> before.getAndSet(datagrams(peer)) == before.get());
        int heard = datagrams(peer);

        for (int i = 0; i < 1000; i++) {
            assertThat(instance(application.send("direct:ask", ""))).isEqualTo("peer");
        }

        assertThat(datagrams(peer)).isEqualTo(heard);
    }

    @Test
    void manyMessagesThatFindNothingWarmShareOneLookup() {
        FakePeer peer = lan.peer("peer", "orders");
        TestApplication application =
                asking("").with("discovery.routes.excluded", "keep-warm").start();
        List<CompletableFuture<Exchange>> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            waiting.add(application.template().asyncSend("direct:ask", exchange -> {}));
        }
        eventually(() -> assertThat(peer.heard(Query.class)).isNotEmpty());
        peer.offering(peer.record("orders", "http://127.0.0.1:8080/api"));

        waiting.forEach(message -> assertThat(instance(message.join())).isEqualTo("peer"));
        assertThat(peer.messages(Query.class).stream().map(Query::nonce).distinct())
                .hasSize(1);
    }

    @Test
    void aServerThatAppearsServesTheMessagesThatWait() {
        TestApplication application = asking("?timeout=60s")
                .with("discovery.resolver.timeout", "300ms")
                .start();
        CompletableFuture<Exchange> waiting = application.template().asyncSend("direct:ask", exchange -> {});
        assertThat(waiting).isNotDone();
        server("late").start();
        assertThat(instance(waiting.join())).isEqualTo("late");
    }

    @Test
    void waitsForOneThatMatchesAlsoWhileThereAreOthers() {
        server("other").with("discovery.region", "south").start();
        TestApplication application = asking("?region=north&timeout=60s").start();
        CompletableFuture<Exchange> waiting = application.template().asyncSend("direct:ask", exchange -> {});
        server("late").with("discovery.region", "north").start();
        assertThat(instance(waiting.join())).isEqualTo("late");
    }

    @Test
    void waitsNoLongerThanItMay() {
        TestApplication application = asking("?timeout=300").start();
        long before = System.nanoTime();
        Exchange exchange = application.send("direct:ask", "");

        assertThat(exchange.getException()).isInstanceOf(ServiceNotFoundException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void whatWaitedGoesOnWhereItHoldsUpNobody() {
        FakePeer peer = lan.peer("peer", "orders");
        TestApplication application = lan.application("application")
                .with("discovery.routes.excluded", "keep-warm")
                .routes("""
                                - route:
                                    id: ask
                                    from:
                                      uri: direct:ask
                                      steps:
                                        - to: discovery:orders
                                        - setBody:
                                            simple: "${threadName}"
                                """)
                .start();
        peer.offering(peer.record("orders", "http://127.0.0.1:8080/api"));

        assertThat(application.send("direct:ask", "").getMessage().getBody(String.class))
                .contains("discovery-waiters");
    }

    private static int datagrams(FakePeer peer) {
        return peer.heard(Query.class).size() + peer.heard(Probe.class).size();
    }

    private static void whenWarm(TestApplication application, String... instances) {
        ThrowingRunnable warm = () -> {
            Set<String> picked = new HashSet<>();
            DiscoveryComponent.of(application.context())
                    .node()
                    .catalogue()
                    .live()
                    .forEach(entry -> entry.verification()
                            .ifPresent(proof ->
                                    picked.add(entry.record().instance().value())));
            assertThat(picked).contains(instances);
        };
        eventually(warm);
    }

    private static String pickFor(TestApplication application, String customer) {
        return instance(application.template().request("direct:ask", exchange -> exchange.getMessage()
                .setHeader("customer", customer)));
    }

    private static List<String> picks(TestApplication application, String route, int times) {
        List<String> picked = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            picked.add(instance(application.send("direct:" + route, "")));
        }
        return picked;
    }

    private static String instance(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getHeader("CamelDiscoveryInstance", String.class);
    }

    private TestApplication.Plan asking(String options) {
        return lan.application("application").routes(route("ask", "discovery:orders" + options));
    }

    private static String route(String id, String uri) {
        return """
                - route:
                    id: %s
                    from:
                      uri: direct:%s
                      steps:
                        - to: "%s"
                """.formatted(id, id, uri);
    }

    private TestNode.Plan server(String name) {
        return lan.node(name, Role.SERVER).offering("orders", "http://127.0.0.1:8080/" + name);
    }
}
