package io.cameldiscovery.steps;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DroppedMessagesRouteTest {

    private static final String FRAGILE_ROUTE = """
            - route:
                id: fragile
                description: Fails each time
                routeConfigurationId: dropped-messages
                nodePrefixId: fragile-
                from:
                  uri: timer
                  parameters:
                    timerName: fragile
                    delay: 0
                    period: 20
                  steps:
                    - throwException:
                        id: fail
                        exceptionType: java.lang.IllegalStateException
                        message: something nobody foresaw
            """;

    @TempDir
    private Path directory;

    @Test
    void countsWhatFailsAndGoesOn() {
        TestLan lan = new TestLan(directory);
        try (FakePeer peer = lan.peer("peer", "orders");
                TestNode node = lan.node("node", Role.CLIENT).start()) {
            assertThat(node.call("learn-record", "what no step before it allows"))
                    .isNull();
            assertThat(node.drops("failure")).isEqualTo(1);

            peer.sendToGroup(new Announcement(peer.record("orders", "http://127.0.0.1:8080/")));

            eventually(() -> assertThat(node.node().catalogue().count(new ServiceName("orders")))
                    .isEqualTo(1));
        }
    }

    @Test
    void letsATimerGoOnWhoseWorkFailsEachTimeAndSaysSoOnce() throws IOException {
        TestLan lan = new TestLan(directory);
        Path home = directory.resolve("edited");
        TestNode.copyProject(home);
        Files.writeString(home.resolve("routes/common/fragile.camel.yaml"), FRAGILE_ROUTE);
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.steps");
                LogOf camel = LogOf.infoAndAbove("org.apache.camel.processor");
                TestNode node = lan.node("node", Role.CLIENT).installedAt(home).start()) {
            eventually(() -> assertThat(node.drops("failure")).isGreaterThan(5));

            assertThat(log.lines())
                    .containsExactly(
                            "WARN Dropped 1 so far: failure (route fragile: java.lang.IllegalStateException: something"
                                    + " nobody foresaw)");
            assertThat(camel.lines()).isEmpty();
        }
    }
}
