package io.cameldiscovery.steps.client;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.client.Question;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResolveServiceRouteTest {

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @Test
    void turnsANameInTheBodyIntoAResolution() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        server.offering(server.record("orders", "http://127.0.0.1:8080/"));

        Object resolution = client.call("resolve-service", " orders\n");

        assertThat(resolution).isInstanceOf(Resolution.Found.class);
    }

    @Test
    void findsARealServer() {
        lan.node("server", Role.SERVER)
                .offering("orders", "http://{address}:8080/api")
                .start();
        TestNode client = client().start();

        Resolution resolution = client.resolve("orders");

        assertThat(addresses(resolution)).hasSize(1).allMatch(address -> address.endsWith(":8080/api"));
    }

    @Test
    void findsAServiceOfItsOwnNode() {
        TestNode node = lan.node("node", Role.SERVER, Role.CLIENT)
                .offering("orders", "http://{address}:8080/api")
                .start();

        assertThat(node.resolve("orders")).isInstanceOf(Resolution.Found.class);
    }

    @Test
    void goesOnForOthersWhileAMessageFlowBlocksAfterItsLookup() {
        CountDownLatch blocked = new CountDownLatch(3);
        CountDownLatch free = new CountDownLatch(1);
        try (FakePeer server = lan.peer("server", "orders");
                TestNode client =
                        client().with("discovery.resolver.timeout", "500ms").start()) {
            server.offering(server.record("orders", "http://127.0.0.1:8080/"));
            for (String service : List.of("orders", "orders", "nobody-offers-this")) {
                client.ask(service, false).thenRun(() -> {
                    blocked.countDown();
                    await(free);
                });
            }
            eventually(() -> assertThat(blocked.getCount()).isZero());

            assertThat(client.resolve("orders")).isInstanceOf(Resolution.Found.class);
            assertThat(client.resolve("nobody-offers-this")).isInstanceOf(Resolution.NotFound.class);
        } finally {
            free.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void collectsAllInstances() {
        FakePeer one = lan.peer("one", "orders");
        FakePeer two = lan.peer("two", "orders");
        FakePeer three = lan.peer("three", "orders");
        TestNode client =
                client().with("discovery.resolver.collect-window", "1500ms").start();
        one.offering(one.record("orders", "http://127.0.0.1:8081/"));
        two.offering(two.record("orders", "http://127.0.0.1:8082/"));
        ServiceRecord known = three.record("orders", "http://127.0.0.1:8083/");
        three.answeringProbes(known).sendToGroup(new Announcement(known));
        eventually(() -> assertThat(client.node().catalogue().size()).isEqualTo(1));

        Resolution resolution = client.resolveAll("orders");

        assertThat(addresses(resolution))
                .containsExactlyInAnyOrder(
                        "http://127.0.0.1:8081/", "http://127.0.0.1:8082/", "http://127.0.0.1:8083/");
    }

    @Test
    void takesOnlyTheRoadsThatWereAskedFor() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        server.offering(server.record("orders", "http://127.0.0.1:8080/"));

        Resolution resolution = client.resolve("orders", Road.CACHE, Road.REGISTRY);

        assertThat(resolution).isInstanceOf(Resolution.NotFound.class);
        assertThat(resolution.after()).isLessThan(Duration.ofSeconds(20));
        assertThat(server.heard(Query.class)).isEmpty();
    }

    @Test
    void endsWithTheTimeOutWhenNothingElseEndsIt() {
        TestNode client = client().with("discovery.resolver.timeout", "200ms")
                .with("discovery.query.repeats", 1000)
                .start();

        Resolution resolution = client.resolve("orders");

        assertThat(resolution)
                .isInstanceOfSatisfying(Resolution.NotFound.class, notFound -> assertThat(notFound.reasons())
                        .containsExactly("no proof came in time"));
        assertThat(resolution.after()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(20));
    }

    @Test
    void servesManyLookupsAtOnceWithoutARegistry() throws Exception {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().with("discovery.lan.source-rate", 0).start();
        server.offering(server.record("orders", "http://127.0.0.1:8080/"));
        List<CompletableFuture<Resolution>> lookups = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            lookups.add(client.ask("orders", false, Road.LAN));
        }

        for (CompletableFuture<Resolution> lookup : lookups) {
            assertThat(lookup.get(60, TimeUnit.SECONDS)).isInstanceOf(Resolution.Found.class);
        }
        assertThat(client.drops("failure")).isZero();
        assertThat(Thread.getAllStackTraces().values())
                .as("no thread waits for a route that this node does not have")
                .noneMatch(stack -> Arrays.toString(stack).contains("DirectComponent.getConsumer"));
    }

    @Test
    void namesANewAddressToTheNextWhoAsks() {
        TestNode server = lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .start();
        TestNode client = client().start();
        assertThat(addresses(client.resolve("orders"))).containsExactly("http://127.0.0.1:8080/");

        server.node()
                .ownInstances()
                .offer(new io.cameldiscovery.catalogue.Offer(
                        new ServiceName("orders"),
                        List.of(new io.cameldiscovery.catalogue.EndpointTemplate("http://127.0.0.1:9090/")),
                        java.util.Map.of()));

        // Nothing was announced, but an address is proven before it is handed out.
        assertThat(addresses(client.resolve("orders"))).containsExactly("http://127.0.0.1:9090/");
    }

    @Test
    void takesAProofThatIsYoungEnoughForTheQuestion() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        server.answeringProbes(record).sendToGroup(new Announcement(record));
        eventually(() -> assertThat(client.node().catalogue().size()).isEqualTo(1));
        assertThat(addresses(client.resolve("orders", Road.CACHE))).hasSize(1);
        List<Probe> first = server.messages(Probe.class);
        assertThat(first).isNotEmpty();

        assertThat(addresses(known(client, Duration.ofMinutes(10)))).containsExactly("http://127.0.0.1:8080/");
        still(() -> assertThat(server.messages(Probe.class)).isEqualTo(first));

        assertThat(addresses(known(client, Duration.ofNanos(1)))).containsExactly("http://127.0.0.1:8080/");
        assertThat(server.messages(Probe.class)).hasSizeGreaterThan(first.size());
    }

    @Test
    void triesAlsoWhatIsStaleWhenAllAreWanted() {
        FakePeer server = lan.peer("server", "orders");
        TestNode client = client().start();
        ServiceRecord record = server.record("orders", "http://127.0.0.1:8080/");
        server.sendToGroup(new Announcement(record));
        eventually(() -> assertThat(client.node().catalogue().size()).isEqualTo(1));
        assertThat(client.resolve("orders", Road.CACHE)).isInstanceOf(Resolution.NotFound.class);
        assertThat(client.node().catalogue().count(record.service())).isZero();

        server.answeringProbes(record);

        assertThat(client.resolve("orders", Road.CACHE))
                .as("one that is known to be good is enough here")
                .isInstanceOf(Resolution.NotFound.class);
        assertThat(addresses(client.resolveAll("orders", Road.CACHE))).containsExactly("http://127.0.0.1:8080/");
        assertThat(client.node().catalogue().count(record.service())).isEqualTo(1);
    }

    private static Resolution known(TestNode client, Duration proofAge) {
        return client.node()
                .resolve(new Question(new ServiceName("orders"), true, Set.of(Road.CACHE), proofAge))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private TestNode.Plan client() {
        return lan.node("client", Role.CLIENT).with("discovery.resolver.timeout", "40s");
    }

    private static List<String> addresses(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Resolution.Found.class);
        return ((Resolution.Found) resolution)
                .instances().stream()
                        .map(instance -> instance.endpoint().toString())
                        .toList();
    }
}
