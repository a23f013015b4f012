package io.cameldiscovery.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cameldiscovery.Role;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RespondToQueryRouteTest {

    private static final Duration SILENCE = Duration.ofMillis(700);

    @TempDir
    private Path directory;

    @Test
    void answersAQueryWithItsNonceAndASignatureThatHolds() {
        TestLan lan = new TestLan(directory);
        try (FakePeer asker = lan.peer("asker");
                TestNode server = server(lan).start()) {
            Query query = FakePeer.query("orders");

            asker.sendToGroup(query);

            awaitThat(() -> assertThat(answers(asker, query.nonce())).isNotEmpty());
            FakePeer.Heard answer = answers(asker, query.nonce()).get(0);
            assertThat(answer.trusted()).isTrue();
            assertThat(answer.from()).isEqualTo(server.address());
            assertThat(((Response) answer.message()).record().endpoints()).hasToString("[http://127.0.0.1:8080/]");
        }
    }

    @Test
    void answersOnceForOneAttemptHoweverManyCopiesArrive() {
        TestLan lan = new TestLan(directory);
        try (FakePeer asker = lan.peer("asker");
                TestNode server =
                        server(lan).with("discovery.responder.repeats", 0).start()) {
            Query query = FakePeer.query("orders");
            for (int copy = 0; copy < 20; copy++) {
                asker.sendToGroup(query);
                asker.send(query, server.address());
            }

            awaitThat(() -> assertThat(answers(asker, query.nonce())).isNotEmpty());
            neverMoreThan(1, asker, query.nonce());
        }
    }

    private static TestNode.Plan server(TestLan lan) {
        return lan.node("server", Role.SERVER).offering("orders", "http://127.0.0.1:8080/");
    }

    private static List<FakePeer.Heard> answers(FakePeer asker, Nonce nonce) {
        return asker.heardAlone(Response.class).stream()
                .filter(heard -> ((Response) heard.message()).nonce().equals(nonce))
                .toList();
    }

    private static void neverMoreThan(int count, FakePeer asker, Nonce nonce) {
        await().during(SILENCE).atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(answers(asker, nonce))
                .hasSizeLessThanOrEqualTo(count));
    }

    private static void awaitThat(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
    }
}
