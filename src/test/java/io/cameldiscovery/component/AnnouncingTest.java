package io.cameldiscovery.component;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A route that runs is announced, a route that does not is withdrawn. */
class AnnouncingTest {

    private static final String POLICY = """
            - beans:
                - name: announceOrders
                  type: io.cameldiscovery.component.AnnounceRoutePolicy
                  properties:
                    service: orders
                    endpoints: "http://{address}:8080/orders"
                    metadata:
                      version: "2.1"
            """;

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private final FakePeer listener = lan.peer("listener", "nothing");

    @Test
    void aRouteIsAnnouncedWhileItRuns() throws Exception {
        TestApplication application = application(POLICY + route("serve")).start();
        eventually(() -> assertThat(announced()).isNotEmpty());
        assertThat(announced().get(0).endpoints().get(0)).hasToString("http://127.0.0.1:8080/orders");
        assertThat(announced().get(0).metadata()).containsEntry("version", "2.1");

        routes(application).stopRoute("serve");
        eventually(() -> assertThat(withdrawn()).isNotEmpty());
        assertThat(isOffered(application)).isFalse();

        ServiceRecord before = last(announced());
        routes(application).startRoute("serve");
        eventually(() -> assertThat(last(announced()).sequence().isAfter(before.sequence()))
                .isTrue());
    }

    @Test
    void aRouteIsWithdrawnWhileItIsSuspendedAndWhenItIsRemoved() throws Exception {
        TestApplication application = application(POLICY + route("serve")).start();
        eventually(() -> assertThat(isOffered(application)).isTrue());

        routes(application).suspendRoute("serve");
        eventually(() -> assertThat(isOffered(application)).isFalse());
        routes(application).resumeRoute("serve");
        eventually(() -> assertThat(isOffered(application)).isTrue());

        routes(application).stopRoute("serve");
        application.context().removeRoute("serve");
        eventually(() -> assertThat(isOffered(application)).isFalse());
    }

    @Test
    void aRouteThatIsNotStartedIsNotAnnounced() throws Exception {
        TestApplication application = application(
                        POLICY + route("serve").replace("id: serve", "id: serve\n    autoStartup: false"))
                .start();
        still(() -> assertThat(announced()).isEmpty());

        routes(application).startRoute("serve");
        eventually(() -> assertThat(announced()).isNotEmpty());
    }

    @Test
    void routesThatShareAPolicyAreAnnouncedWhileAllOfThemRun() throws Exception {
        TestApplication application =
                application(POLICY + route("serve") + route("serve-too")).start();
        eventually(() -> assertThat(isOffered(application)).isTrue());

        routes(application).stopRoute("serve-too");
        eventually(() -> assertThat(isOffered(application)).isFalse());
        routes(application).startRoute("serve-too");
        eventually(() -> assertThat(isOffered(application)).isTrue());
    }

    @Test
    void aRouteWhoseHealthCheckIsDownIsWithdrawn() {
        Switch stock = new Switch("stock");
        TestApplication application = application(
                        POLICY.replace("service: orders", "service: orders\n        healthChecks: stock")
                                + route("serve"))
                .with("camel.health.enabled", true)
                .bean("stock", stock)
                .start();
        eventually(() -> assertThat(isOffered(application)).isTrue());

        stock.up = false;
        eventually(() -> assertThat(isOffered(application)).isFalse());
        eventually(() -> assertThat(withdrawn()).isNotEmpty());

        stock.up = true;
        eventually(() -> assertThat(isOffered(application)).isTrue());
    }

    @Test
    void aHealthCheckThatIsNotThereWithholdsTheAnnouncement() {
        TestApplication application = application(
                        POLICY.replace("service: orders", "service: orders\n        healthChecks: nowhere")
                                + route("serve"))
                .with("camel.health.enabled", true)
                .start();
        still(() -> assertThat(isOffered(application)).isFalse());
    }

    @Test
    void theChecksOfTheRouteItselfCount() throws IOException {
        Path inbox = Files.createDirectory(lan.directory().resolve("inbox"));
        String polling = route("serve")
                .replace("seda:serve", "file:" + inbox + "?directoryMustExist=true&autoCreate=false&delay=200");
        TestApplication application = application(POLICY + polling)
                .with("camel.health.enabled", true)
                .with("camel.health.routes-enabled", true)
                .with("camel.health.consumers-enabled", true)
                .start();
        eventually(() -> assertThat(isOffered(application)).isTrue());

        Files.delete(inbox);
        eventually(() -> assertThat(isOffered(application)).isFalse());

        Files.createDirectory(inbox);
        eventually(() -> assertThat(isOffered(application)).isTrue());
    }

    @Test
    void anEndpointAnnouncesAndItsRouteHearsOfIt() throws Exception {
        List<Map<String, Object>> told = new CopyOnWriteArrayList<>();
        TestApplication application = application("""
                - route:
                    id: announce
                    from:
                      uri: discovery:announce/orders
                      parameters:
                        endpoints: "http://{address}:8080/, coap://127.0.0.1/"
                        metadata.version: "2.1"
                      steps:
                        - to: bean:told
                """)
                .bean("told", (Processor)
                        exchange -> told.add(Map.copyOf(exchange.getMessage().getHeaders())))
                .start();
        eventually(() -> assertThat(announced()).isNotEmpty());
        assertThat(announced().get(0).endpoints())
                .extracting(Object::toString)
                .contains("http://127.0.0.1:8080/", "coap://127.0.0.1/");
        assertThat(announced().get(0).metadata()).containsEntry("version", "2.1");

        routes(application).stopRoute("announce");
        eventually(() -> assertThat(told)
                .containsExactly(
                        Map.of("CamelDiscoveryEvent", "announced", "CamelDiscoveryService", "orders"),
                        Map.of("CamelDiscoveryEvent", "withdrawn", "CamelDiscoveryService", "orders")));
        eventually(() -> assertThat(withdrawn()).isNotEmpty());

        routes(application).startRoute("announce");
        eventually(() -> assertThat(isOffered(application)).isTrue());
    }

    @Test
    void aServiceHasOneOwner() {
        String twice = POLICY
                + route("serve")
                + POLICY.replace("announceOrders", "again")
                + route("serve-too").replace("routePolicy: announceOrders", "routePolicy: again");
        assertThatThrownBy(() -> application(twice).start().close())
                .hasStackTraceContaining("'orders' is announced by route 'serve' already: announce it once");
    }

    @Test
    void aSettingMayOwnAServiceToo() {
        assertThatThrownBy(() -> application(POLICY + route("serve"))
                        .with("discovery.service.orders.endpoints", "http://127.0.0.1:8080/")
                        .start()
                        .close())
                .hasStackTraceContaining("'orders' is announced by discovery.service.orders.endpoints already");
    }

    @Test
    void aPolicyThatLacksSomethingStopsTheStart() {
        assertThatThrownBy(() -> application(POLICY.replace("service: orders", "healthChecks: a") + route("serve"))
                        .start()
                        .close())
                .hasStackTraceContaining("needs the properties service, such as orders, and endpoints");
        assertThatThrownBy(() -> application(
                                POLICY.replace("http://{address}:8080/orders", "http://here:8080/") + route("serve"))
                        .start()
                        .close())
                .hasStackTraceContaining("'http://here:8080/' is not an endpoint");
    }

    @Test
    void anApplicationThatStopsSaysGoodbyeAndLeavesNothingBehind() {
        // Other tests of this process may still be on their way out.
        Set<Thread> others = Set.copyOf(threads());
        int port;
        try (TestApplication application = application(POLICY + route("serve")).start()) {
            eventually(() -> assertThat(announced()).isNotEmpty());
            port = DiscoveryComponent.of(application.context()).node().lan().localPort();
            assertThat(threads()).isNotEmpty();
        }
        eventually(() -> assertThat(withdrawn()).isNotEmpty());
        eventually(() -> assertThat(threads()).allMatch(others::contains));
        eventually(() -> {
            try (DatagramSocket udp = new DatagramSocket(port);
                    ServerSocket tcp = new ServerSocket(port)) {
                assertThat(udp.getLocalPort()).isEqualTo(tcp.getLocalPort());
            }
        });
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("discovery-")
                        || thread.getName().contains("Camel ("))
                .toList();
    }

    private static final class Switch extends AbstractHealthCheck {
        private volatile boolean up = true;

        Switch(String id) {
            super("custom", id);
        }

        @Override
        protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
            builder.state(up ? State.UP : State.DOWN);
        }
    }

    private List<ServiceRecord> announced() {
        return listener.messages(Announcement.class).stream()
                .map(Announcement::record)
                .toList();
    }

    private List<ServiceRecord> withdrawn() {
        return listener.messages(Goodbye.class).stream().map(Goodbye::record).toList();
    }

    private static ServiceRecord last(List<ServiceRecord> records) {
        return records.get(records.size() - 1);
    }

    private static boolean isOffered(TestApplication application) {
        return DiscoveryComponent.of(application.context())
                .node()
                .ownInstances()
                .offers(new ServiceName("orders"));
    }

    private static RouteController routes(TestApplication application) {
        return application.context().getRouteController();
    }

    private TestApplication.Plan application(String routes) {
        return lan.application("application").routes(routes);
    }

    private static String route(String id) {
        return """
                - route:
                    id: %s
                    routePolicy: announceOrders
                    from:
                      uri: seda:%s
                      steps:
                        - log: "${body}"
                """.formatted(id, id);
    }
}
