package io.cameldiscovery.examples;

import static io.cameldiscovery.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What examples/http-gateway/README.md promises. */
class HttpGatewayTest {

    private final HttpClient caller = HttpClient.newHttpClient();
    private final int port = FreePort.tcp();

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @Test
    void handsRequestsToOneBackEndAfterTheOther() {
        TestApplication gateway = gateway();
        TestApplication first = backend("first", FreePort.tcp());
        TestApplication second = backend("second", FreePort.tcp());
        Set<String> answers = new TreeSet<>();
        eventually(() -> {
            answers.add(post("hello").body());
            assertThat(answers).containsExactly("first took: hello\n", "second took: hello\n");
        });
        assertRunning(gateway, first, second);
    }

    @Test
    void takesNoFormsAndSaysSo() {
        TestApplication gateway = gateway();
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/orders"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("a=1&b=2")));

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("text/plain");
        assertRunning(gateway);
    }

    @Test
    void losesNoRequestWhileBackEndsStopAndStart() {
        int movingPort = FreePort.tcp();
        TestApplication gateway = gateway();
        TestApplication lasting = backend("lasting", FreePort.tcp());
        Set<String> answeredBy = new TreeSet<>();
        for (int round = 0; round < 3; round++) {
            try (TestApplication moving = backend("moving", movingPort)) {
                eventually(() -> {
                    answeredBy.add(accepted("until both are known"));
                    assertThat(answeredBy).hasSize(2);
                });
                assertRunning(moving);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(accepted("order " + round + "-" + i)).isEqualTo("lasting");
            }
            answeredBy.clear();
        }
        assertThat(numbers()).contains(" refused 0");
        assertRunning(gateway, lasting);
    }

    /** A back end that ends without a goodbye: it is known, but nobody listens there. */
    @Test
    void triesElsewhereWithTheSameBodyWhenAnAddressFails() {
        TestApplication gateway = gateway();
        TestApplication lasting = backend("lasting", FreePort.tcp());
        try (var ghost = lan.node("ghost", io.cameldiscovery.settings.Role.SERVER)
                .offering("orders", "http://127.0.0.1:" + FreePort.tcp() + "/orders")
                .start()) {
            eventually(() -> {
                assertThat(accepted("a body that is sent again")).isEqualTo("lasting");
                assertThat(attempts()).isGreaterThan(requests());
            });
            assertThat(numbers()).contains(" refused 0");
            assertThat(ghost.drops("failure")).isZero();
            assertRunning(gateway, lasting);
        }
    }

    @Test
    void answers503AndWhyWhenNobodyIsThere() {
        TestApplication gateway = Example.application(lan, "gateway", "http-gateway/gateway")
                .with("camel.server.port", port)
                .with("gateway.patience", 300)
                .with("discovery.resolver.timeout", "200ms")
                .start();
        HttpResponse<String> answer = post("hello");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .startsWith("no back end answered: ")
                .contains("nobody offers 'orders'", "start a server")
                .doesNotContain("Exception");
        assertThat(numbers()).isEqualTo("requests 1 attempts 1 refused 1\n");
        assertRunning(gateway);
    }

    private TestApplication gateway() {
        return Example.application(lan, "gateway", "http-gateway/gateway")
                .with("camel.server.port", port)
                .with("gateway.patience", 30_000)
                .start();
    }

    private TestApplication backend(String name, int ownPort) {
        return Example.application(lan, name, "http-gateway/backend")
                .with("camel.server.host", "127.0.0.1")
                .with("camel.server.port", ownPort)
                .with("backend.name", name)
                .start();
    }

    private String accepted(String order) {
        HttpResponse<String> answer = post(order);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).endsWith(" took: " + order + "\n");
        return answer.body().substring(0, answer.body().indexOf(' '));
    }

    private HttpResponse<String> post(String order) {
        return send(HttpRequest.newBuilder(uri("/orders"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(order)));
    }

    private String numbers() {
        return send(HttpRequest.newBuilder(uri("/numbers"))).body();
    }

    private long requests() {
        return Long.parseLong(numbers().split("\\s")[1]);
    }

    private long attempts() {
        return Long.parseLong(numbers().split("\\s")[3]);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return caller.send(request.build(), BodyHandlers.ofString(UTF_8));
        } catch (Exception unusual) {
            throw new AssertionError("the gateway must answer", unusual);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static void assertRunning(TestApplication... applications) {
        assertThat(applications)
                .allSatisfy(application ->
                        assertThat(application.context().isStarted()).isTrue());
    }
}
