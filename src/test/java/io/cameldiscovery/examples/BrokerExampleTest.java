package io.cameldiscovery.examples;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** examples/broker: its own routes, its own broker, on free ports. */
class BrokerExampleTest {

    private static final Path EXAMPLE = TestNode.PROJECT.resolve("examples/broker");

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private int instances;

    @AfterEach
    void forgetTheBroker() {
        System.clearProperty("broker.port");
        System.clearProperty("broker.directory");
    }

    @Test
    void ordersFlowOnWhenTheBrokerMovesAndNoneThatWasAcceptedIsLost() throws Exception {
        try (LogOf placed = LogOf.infoAndAbove("place-orders");
                LogOf taken = LogOf.infoAndAbove("take-orders")) {
            TestApplication client = client();
            try (TestApplication broker = broker()) {
                eventually(() -> assertThat(orders("took", taken)).hasSizeGreaterThan(10));
            }
            try (TestApplication moved = broker()) {
                moreAreAcceptedAndAllArrive(client, placed, taken);
            }
        }
    }

    @Test
    void ordersFlowOnWhenTheOldAddressIsStillAnnounced() throws Exception {
        try (LogOf placed = LogOf.infoAndAbove("place-orders");
                LogOf taken = LogOf.infoAndAbove("take-orders")) {
            TestApplication broker = broker();
            TestApplication client = client();
            eventually(() -> assertThat(orders("took", taken)).hasSizeGreaterThan(10));
            broker.context()
                    .getRegistry()
                    .lookupByNameAndType("artemis", EmbeddedActiveMQ.class)
                    .stop();
            try (TestApplication moved = broker()) {
                moreAreAcceptedAndAllArrive(client, placed, taken);
            }
        }
    }

    @Test
    void theSameRoutesSpeakAmqp() throws Exception {
        try (LogOf placed = LogOf.infoAndAbove("place-orders");
                LogOf taken = LogOf.infoAndAbove("take-orders")) {
            TestApplication client = start(
                    plan(EXAMPLE, "amqp-client")
                            .with("broker.client", "org.apache.qpid.jms.JmsConnectionFactory")
                            .with("broker.url", "amqp://{host}:{port}?amqp.idleTimeout=10000"),
                    EXAMPLE);
            try (TestApplication broker = broker()) {
                eventually(() -> assertThat(orders("took", taken)).hasSizeGreaterThan(10));
            }
            try (TestApplication moved = broker()) {
                moreAreAcceptedAndAllArrive(client, placed, taken);
            }
        }
    }

    private static void moreAreAcceptedAndAllArrive(TestApplication client, LogOf placed, LogOf taken)
            throws Exception {
        int before = orders("placed", placed).size();
        eventually(() -> assertThat(orders("placed", placed)).hasSizeGreaterThan(before + 10));
        client.context().getRouteController().stopRoute("place-orders");

        List<String> accepted = orders("placed", placed);
        assertThat(accepted).doesNotHaveDuplicates().allMatch(order -> order.matches("order \\d+"));
        // What was under way when the broker went away comes twice.
        eventually(() -> assertThat(orders("took", taken)).containsAll(accepted));
    }

    private static List<String> orders(String verb, LogOf log) {
        return log.lines().stream()
                .filter(line -> line.contains(verb + " order "))
                .map(line -> line.substring(line.indexOf("order ")))
                .toList();
    }

    private TestApplication client() {
        return start(plan(EXAMPLE, "client"), EXAMPLE);
    }

    /** On another port each time, with the messages of those before. */
    private TestApplication broker() {
        Path folder = EXAMPLE.resolve("broker");
        System.setProperty("broker.port", Integer.toString(FreePort.tcp()));
        System.setProperty(
                "broker.directory", lan.directory().resolve("messages").toString());
        TestApplication.Plan plan = plan(folder, "broker-" + ++instances);
        return start(
                plan.with(
                        "broker.configuration",
                        "file:" + folder.resolve("broker.xml").toAbsolutePath()),
                folder);
    }

    private TestApplication.Plan plan(Path folder, String name) {
        TestApplication.Plan plan = lan.application(name);
        Installation.read(folder.resolve("application.properties")).forEach(plan::with);
        return plan.with("orders.period", 20).with("orders.pause", 100);
    }

    private static TestApplication start(TestApplication.Plan plan, Path folder) {
        return plan.routesFrom("file:" + folder.toAbsolutePath() + "/*.camel.yaml")
                .start();
    }
}
