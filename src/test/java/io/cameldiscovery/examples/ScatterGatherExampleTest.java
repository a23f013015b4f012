package io.cameldiscovery.examples;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Installation;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** examples/scatter-gather: its own routes and back ends, on free ports. */
class ScatterGatherExampleTest {

    private static final Path EXAMPLE = TestNode.PROJECT.resolve("examples/scatter-gather");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.tcp();

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @Test
    void answersWithWhatEveryServerSaid() {
        gather();
        TestApplication a = stock("a", 7, 0);
        TestApplication b = stock("b", 3, 0);
        eventually(() -> assertThat(get().body().lines())
                .satisfiesExactly(
                        first -> assertThat(first).matches("a at http://127.0.0.1:\\d+/count: 7"),
                        second -> assertThat(second).matches("b at http://127.0.0.1:\\d+/count: 3")));
    }

    @Test
    void namesThoseThatAreSlowOrNotThereAndKeepsTheAnswersOfTheOthers() {
        int nobody = FreePort.tcp();
        gather();
        stock("a", 7, 0);
        stock("b", 3, 600_000);
        lan.node("c", Role.SERVER)
                .offering("stock", "http://127.0.0.1:" + nobody + "/count")
                .start();
        eventually(() -> assertThat(get().body().lines())
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("/count: 7"),
                        second -> assertThat(second).startsWith("b at ").contains("/count: no answer ("),
                        third -> assertThat(third).startsWith("c at ").contains("/count: no answer (")));
    }

    @Test
    void failsWithAReasonWhenThereIsNobodyToAsk() throws Exception {
        gather();
        HttpResponse<String> answer = get();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("'stock'").contains("start a server");
    }

    private HttpResponse<String> get() throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/stock"))
                        .build(),
                BodyHandlers.ofString());
    }

    private TestApplication gather() {
        return start(plan(EXAMPLE, "gather").with("gather.port", port), EXAMPLE);
    }

    private TestApplication stock(String name, int count, int delay) {
        Path folder = EXAMPLE.resolve("stock");
        return start(
                plan(folder, name)
                        .with("stock.port", FreePort.tcp())
                        .with("stock.count", count)
                        .with("stock.delay", delay),
                folder);
    }

    private TestApplication.Plan plan(Path folder, String name) {
        TestApplication.Plan plan = lan.application(name);
        Installation.read(folder.resolve("application.properties")).forEach(plan::with);
        return plan.with("camel.main.shutdownTimeout", 1);
    }

    private static TestApplication start(TestApplication.Plan plan, Path folder) {
        return plan.routesFrom("file:" + folder.toAbsolutePath() + "/*.camel.yaml")
                .start();
    }
}
