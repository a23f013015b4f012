package io.cameldiscovery.component;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DiscoveryEventsTest {

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private final List<Map<String, Object>> told = new CopyOnWriteArrayList<>();

    @Test
    void tellsTheWholeLifeOfAnInstance() {
        FakePeer server = lan.peer("a", "*");
        listening("discovery:orders").start();
        announce(server, "http://127.0.0.1:8080/", 1);
        eventually(() -> assertThat(events()).containsExactly("up"));

        announce(server, "http://127.0.0.1:8081/", 2);
        // Nobody proves it: this peer answers no probes.
        eventually(() -> assertThat(events()).containsSubsequence("up", "moved", "stale"));
        Map<String, Object> moved = told(events().indexOf("moved"));
        assertThat(moved)
                .containsEntry("CamelDiscoveryUri", "http://127.0.0.1:8081/")
                .containsEntry("CamelDiscoveryPreviousUri", "http://127.0.0.1:8080/")
                .containsEntry("CamelDiscoveryService", "orders")
                .containsEntry("CamelDiscoveryInstance", "a")
                .containsEntry("CamelDiscoveryKeyId", "a")
                .doesNotContainValue(null);

        server.offering(server.record("orders", "http://127.0.0.1:8081/", new Sequence(1, 2)));
        eventually(() -> assertThat(lastEvent()).isEqualTo("up"));

        server.sendToGroup(new Goodbye(server.record("orders", "http://127.0.0.1:8081/", new Sequence(1, 3))));
        eventually(() -> assertThat(told(told.size() - 1))
                .containsEntry("CamelDiscoveryEvent", "down")
                .containsEntry("CamelDiscoveryDownReason", "goodbye"));
    }

    @Test
    void tellsOfAllServicesWithTheirRecords() {
        List<Object> bodies = new CopyOnWriteArrayList<>();
        FakePeer server = lan.peer("a", "*");
        lan.application("application")
                .routes(route("discovery:*"))
                .bean("told", (Processor)
                        exchange -> bodies.add(exchange.getMessage().getBody()))
                .start();
        announce(server, "orders", "http://127.0.0.1:8080/", 1);
        announce(server, "stock", "http://127.0.0.1:8081/", 1);

        eventually(() -> assertThat(bodies).hasSize(2).allSatisfy(body -> assertThat(body)
                .isInstanceOf(ServiceRecord.class)));
    }

    @Test
    void tellsNothingOfWhatDoesNotMatchUntilItDoes() {
        FakePeer server = lan.peer("a", "*");
        TestApplication application = listening("discovery:orders?scheme=amqp").start();
        announce(server, "http://127.0.0.1:8080/", 1);
        awaitKnown(application, 1);
        still(() -> assertThat(told).isEmpty());

        announce(server, "amqp://127.0.0.1:5672/", 2);
        eventually(() -> assertThat(events()).contains("up"));

        announce(server, "http://127.0.0.1:8080/", 3);
        eventually(() -> assertThat(told(told.size() - 1))
                .containsEntry("CamelDiscoveryEvent", "down")
                .containsEntry("CamelDiscoveryDownReason", "unmatched")
                .containsEntry("CamelDiscoveryUri", "amqp://127.0.0.1:5672/"));
    }

    @Test
    void tellsOfWhatIsKnownAtTheStartOnlyIfItShall() throws Exception {
        FakePeer server = lan.peer("a", "*");
        TestApplication application = lan.application("application")
                .routes(route("discovery:*").replace("id: listen", "id: listen\n    autoStartup: false"))
                .routes(route("discovery:*?initial=false")
                        .replace("id: listen", "id: later\n    autoStartup: false")
                        .replace("bean:told", "bean:toldLater"))
                .bean("told", (Processor) this::note)
                .bean("toldLater", (Processor) exchange -> {
                    exchange.getMessage().setHeader("later", true);
                    note(exchange);
                })
                .start();
        announce(server, "http://127.0.0.1:8080/", 1);
        awaitKnown(application, 1);

        application.context().getRouteController().startRoute("later");
        application.context().getRouteController().startRoute("listen");
        eventually(() -> assertThat(events()).containsExactly("up"));
        assertThat(told(0)).doesNotContainKey("later");

        server.sendToGroup(new Goodbye(server.record("orders", "http://127.0.0.1:8080/", new Sequence(1, 2))));
        eventually(() -> assertThat(events()).containsExactly("up", "down", "down"));
    }

    @Test
    void aSlowRouteLosesNothingAndHearsEverythingInOrder() {
        int services = 150;
        CountDownLatch slow = new CountDownLatch(1);
        List<String> heard = new CopyOnWriteArrayList<>();
        FakePeer server = lan.peer("a", "*");
        TestApplication application = lan.application("application")
                .with("discovery.lan.source-rate", "100000")
                .with("discovery.lan.source-burst", "100000")
                .routes(route("discovery:orders"))
                .bean("told", (Processor) exchange -> {
                    slow.await();
                    heard.add(exchange.getMessage().getHeader("CamelDiscoveryUri", String.class));
                })
                .start();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < services; i++) {
            String uri = "http://127.0.0.1:" + (8000 + i) + "/";
            int sequence = i;
            expected.add(uri);
            announce(server, uri, sequence);
            eventually(() -> assertThat(endpointKnown(application)).isEqualTo(uri));
        }
        assertThat(heard).isEmpty();

        slow.countDown();
        eventually(() -> assertThat(heard.stream().distinct()).containsExactlyElementsOf(expected));
    }

    @Test
    void aRouteThatFailsHearsTheNextChangeAllTheSame() {
        FakePeer server = lan.peer("a", "*");
        lan.application("application")
                .routes(route("discovery:orders"))
                .bean("told", (Processor) exchange -> {
                    note(exchange);
                    throw new IllegalStateException("cannot take it");
                })
                .start();
        announce(server, "http://127.0.0.1:8080/", 1);
        eventually(() -> assertThat(events()).contains("up"));
        announce(server, "http://127.0.0.1:8081/", 2);
        eventually(() -> assertThat(events()).contains("moved"));
    }

    @Test
    void aRouteThatIsSuspendedOrStoppedIsToldAgainWhenItGoesOn() throws Exception {
        FakePeer server = lan.peer("a", "*");
        TestApplication application = listening("discovery:*").start();
        announce(server, "http://127.0.0.1:8080/", 1);
        eventually(() -> assertThat(events()).containsExactly("up"));

        application.context().getRouteController().suspendRoute("listen");
        announce(server, "stock", "http://127.0.0.1:8081/", 1);
        awaitKnown(application, 2);
        still(() -> assertThat(told).hasSize(1));
        application.context().getRouteController().resumeRoute("listen");
        eventually(() -> assertThat(events()).containsExactly("up", "up", "up"));

        application.context().getRouteController().stopRoute("listen");
        application.context().getRouteController().startRoute("listen");
        eventually(() -> assertThat(told).hasSize(5));
    }

    private static void awaitKnown(TestApplication application, int instances) {
        eventually(() -> assertThat(DiscoveryComponent.of(application.context())
                        .node()
                        .catalogue()
                        .live())
                .hasSize(instances));
    }

    private static String endpointKnown(TestApplication application) {
        return DiscoveryComponent.of(application.context()).node().catalogue().known(new ServiceName("orders")).stream()
                .map(entry -> entry.record().endpoints().get(0).toString())
                .findFirst()
                .orElse("");
    }

    private static void announce(FakePeer server, String endpoint, int sequence) {
        announce(server, "orders", endpoint, sequence);
    }

    private static void announce(FakePeer server, String service, String endpoint, int sequence) {
        server.sendToGroup(new Announcement(server.record(service, endpoint, new Sequence(1, sequence))));
    }

    private List<String> events() {
        return told.stream()
                .map(headers -> String.valueOf(headers.get("CamelDiscoveryEvent")))
                .toList();
    }

    private String lastEvent() {
        return events().get(told.size() - 1);
    }

    private Map<String, Object> told(int index) {
        return told.get(index);
    }

    private void note(Exchange exchange) {
        told.add(Map.copyOf(exchange.getMessage().getHeaders()));
    }

    private TestApplication.Plan listening(String uri) {
        return lan.application("application")
                .with("discovery.selection.refresh-interval", "300ms")
                .routes(route(uri))
                .bean("told", (Processor) this::note);
    }

    private static String route(String uri) {
        return """
                - route:
                    id: listen
                    from:
                      uri: "%s"
                      steps:
                        - to:
                            uri: bean:told
                """.formatted(uri);
    }
}
