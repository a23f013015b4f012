package io.cameldiscovery.examples;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What examples/events/README.md promises. */
class EventsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port = FreePort.tcp();
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @BeforeEach
    void openTheLan() {
        lan.key("server", "*");
        lan.key("watcher", "*");
    }

    @Test
    void tellsLogAndWebhookWhenAServerComesAndGoes() throws IOException {
        HttpServer webhook = webhook();
        try (LogOf log = LogOf.infoAndAbove("events");
                TestApplication watcher = watcher()) {
            try (TestNode server = server()) {
                eventually(() -> assertThat(told).hasSize(1));
                assertThat(server.drops("failure")).isZero();
            }
            eventually(() -> assertThat(told).hasSize(2));

            assertThat(told.get(0).path("event").textValue()).isEqualTo("up");
            assertThat(told.get(0).path("service").textValue()).isEqualTo("orders");
            assertThat(told.get(0).path("instance").textValue()).isEqualTo("server");
            assertThat(told.get(0).path("uri").textValue()).isEqualTo("http://127.0.0.1:8081/");
            assertThat(told.get(1).path("event").textValue()).isEqualTo("down");
            assertThat(told.get(1).path("reason").textValue()).isEqualTo("goodbye");
            assertThat(log.lines())
                    .contains(
                            "INFO orders: server is up at http://127.0.0.1:8081/",
                            "INFO orders: server is down at http://127.0.0.1:8081/");
            assertThat(watcher.context().isStarted()).isTrue();
        } finally {
            webhook.stop(0);
        }
    }

    @Test
    void keepsWhatAWebhookThatIsDownDoesNotTakeAndTellsItLaterInOrder() throws IOException {
        try (LogOf log = LogOf.infoAndAbove("tell-webhook")) {
            TestApplication watcher = watcher();
            try (TestNode server = server()) {
                eventually(() -> assertThat(lan.directory().resolve("outbox")).isDirectoryContaining("glob:**.json"));
                assertThat(server.drops("failure")).isZero();
            }
            eventually(() -> assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("WARN the webhook http://127.0.0.1:" + port)
                            && line.contains("stays in the outbox")));
            HttpServer webhook = webhook();
            try {
                eventually(() -> assertThat(told)
                        .extracting(event -> event.path("event").textValue())
                        .containsExactly("up", "down"));
                eventually(
                        () -> assertThat(lan.directory().resolve("outbox")).isDirectoryNotContaining("glob:**.json"));
            } finally {
                webhook.stop(0);
            }
            assertThat(watcher.context().isStarted()).isTrue();
        }
    }

    private TestApplication watcher() {
        return Example.application(lan, "watcher", "events")
                .with("webhook.url", "http://127.0.0.1:" + port + "/events")
                .with("webhook.outbox", lan.directory().resolve("outbox"))
                .with("webhook.retries", 1)
                .with("webhook.retry-delay", 50)
                .start();
    }

    private TestNode server() {
        return lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8081/")
                .start();
    }

    private HttpServer webhook() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/events", exchange -> {
            told.add(JSON.readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
