package io.cameldiscovery.steps.server;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.settled;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Acknowledgment;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.message.KnownInstance;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RespondToQueryRouteTest {

    private static final int NO_REPEATS = 0;

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private final FakePeer asker = lan.peer("asker");

    private TestNode server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
        asker.close();
    }

    @Test
    void answersAQueryWithItsNonceAndASignatureThatHolds() {
        start(serverRepeating(2));
        Query query = FakePeer.query("orders");

        asker.sendToGroup(query);

        FakePeer.Heard answer = firstAnswer(query);
        assertThat(answer.trusted()).isTrue();
        assertThat(answer.from()).isEqualTo(server.address());
        assertThat(recordIn(answer).endpoints()).hasToString("[http://127.0.0.1:8080/]");
        assertThat(recordIn(answer).probePort()).isEqualTo(server.address().getPort());
    }

    @Test
    void answersOnceForOneAttemptHoweverManyCopiesArrive() {
        start(serverRepeating(NO_REPEATS));
        Query query = FakePeer.query("orders");
        for (int copy = 0; copy < 20; copy++) {
            asker.sendToGroup(query);
            asker.send(query, server.address());
        }

        firstAnswer(query);
        still(() -> assertThat(answers(query.nonce())).hasSize(1));
    }

    @Test
    void answersAgainWhenTheAttemptRises() {
        start(serverRepeating(NO_REPEATS));
        Query first = FakePeer.query("orders");
        asker.sendToGroup(first);
        firstAnswer(first);

        Query second = FakePeer.again(first);
        asker.sendToGroup(second);

        eventually(() -> assertThat(answers(first.nonce())).hasSize(2));
    }

    @Test
    void repeatsTheAnswerUntilItIsGivenUp() {
        start(serverRepeating(3).with("discovery.responder.repeat-delay", "20ms"));
        Query query = FakePeer.query("orders");

        asker.sendToGroup(query);

        eventually(() -> assertThat(answers(query.nonce())).hasSize(4));
        assertThat(answers(query.nonce()))
                .as("every repetition is the same datagram")
                .extracting(FakePeer.Heard::token)
                .containsOnly(firstAnswer(query).token());
        still(() -> assertThat(answers(query.nonce())).hasSize(4));
    }

    @Test
    void stopsRepeatingAfterTheAcknowledgment() {
        start(serverRepeating(10).with("discovery.responder.repeat-delay", "300ms"));
        asker.whenHeard(
                Response.class,
                (response, heard) -> asker.send(
                        new Acknowledgment(response.nonce(), response.record().instance()), heard.from()));
        Query query = FakePeer.query("orders");

        asker.sendToGroup(query);

        // On a loaded machine a repetition may be under way before the first receipt is read.
        firstAnswer(query);
        settled(() -> answers(query.nonce()).size());
        assertThat(answers(query.nonce())).hasSizeLessThan(5);
    }

    @Test
    void ignoresTheAcknowledgmentOfAStranger() {
        FakePeer stranger = lan.stranger("stranger");
        start(serverRepeating(3).with("discovery.responder.repeat-delay", "100ms"));
        stranger.whenHeard(
                Response.class,
                (response, heard) -> stranger.send(
                        new Acknowledgment(response.nonce(), response.record().instance()), server.address()));
        Query query = FakePeer.query("orders");

        asker.sendToGroup(query);

        eventually(() -> assertThat(answers(query.nonce())).hasSize(4));
    }

    @Test
    void leavesTheRepetitionToTheAnswerOfTheLaterAttempt() {
        start(serverRepeating(3).with("discovery.responder.repeat-delay", "400ms"));
        Query first = FakePeer.query("orders");
        Query second = FakePeer.again(first);

        asker.sendToGroup(first);
        firstAnswer(first);
        asker.sendToGroup(second);

        // One for the first attempt, and perhaps a repetition of it; four for the second.
        eventually(() -> assertThat(answers(first.nonce())).hasSizeGreaterThanOrEqualTo(5));
        still(() -> assertThat(answers(first.nonce())).hasSizeLessThanOrEqualTo(6));
    }

    @Test
    void answersAlsoToTheGroupWhenTheAskerIsNew() {
        start(serverRepeating(NO_REPEATS));
        Query query = FakePeer.query("orders");

        asker.sendToGroup(query);

        eventually(() -> assertThat(answersToTheGroup(query.nonce())).isNotEmpty());
    }

    @Test
    void repeatsTheAnswerToTheGroupAsWellWhenTheAskerIsNew() {
        start(serverRepeating(2));
        Query query = FakePeer.query("orders");

        asker.sendToGroup(query);

        eventually(() -> assertThat(answersToTheGroup(query.nonce())).hasSizeGreaterThanOrEqualTo(3));
    }

    @Test
    void answersByUnicastAloneToAnAskerThatAcknowledgedLately() {
        start(serverRepeating(2));
        Query known = FakePeer.query("orders");
        asker.sendToGroup(known);
        firstAnswer(known);
        asker.send(new Acknowledgment(known.nonce(), new InstanceId("server")), server.address());

        // The receipt is read some time: from then on the group hears nothing of a first attempt.
        eventually(() -> {
            Query next = FakePeer.query("orders");
            asker.sendToGroup(next);
            firstAnswer(next);
            still(() -> assertThat(answersToTheGroup(next.nonce())).isEmpty());
        });
    }

    @Test
    void answersToTheGroupAgainWhenSuchAnAskerRepeatsItsQuery() {
        start(serverRepeating(2));
        Query known = FakePeer.query("orders");
        asker.sendToGroup(known);
        firstAnswer(known);
        asker.send(new Acknowledgment(known.nonce(), new InstanceId("server")), server.address());

        Query repeated = FakePeer.again(FakePeer.query("orders"));
        asker.sendToGroup(repeated);

        eventually(() -> assertThat(answersToTheGroup(repeated.nonce())).isNotEmpty());
    }

    @Test
    void staysSilentWhenTheQueryIsSignedWithAnUnknownKey() {
        FakePeer stranger = lan.stranger("stranger");
        start(serverRepeating(2));
        Query query = FakePeer.query("orders");

        stranger.sendToGroup(query);

        eventually(() -> assertThat(server.drops("unknown-key")).isPositive());
        still(() -> assertThat(stranger.heard(Response.class)).isEmpty());
    }

    @Test
    void staysSilentWhenTheQueryBearsAKnownNameButAnotherSignature() {
        start(serverRepeating(2));
        String token = asker.sign(FakePeer.query("orders"));
        String changed = token.substring(0, token.length() - 4) + (token.endsWith("AAAA") ? "BBBB" : "AAAA");

        asker.sendToGroup(changed);

        eventually(() -> assertThat(server.drops("bad-signature") + server.drops("malformed"))
                .isPositive());
        still(() -> assertThat(asker.heard(Response.class)).isEmpty());
    }

    @Test
    void staysSilentForAServiceItDoesNotOffer() {
        start(serverRepeating(2));

        asker.sendToGroup(FakePeer.query("payments"));

        eventually(() -> assertThat(server.drops("not-offered")).isPositive());
        still(() -> assertThat(asker.heard(Response.class)).isEmpty());
    }

    @Test
    void staysSilentWhenTheAskerKnowsThisVersion() {
        start(serverRepeating(2));
        Query curious = FakePeer.query("orders");
        asker.sendToGroup(curious);
        Sequence sequence = recordIn(firstAnswer(curious)).sequence();

        Query informed = knowing(sequence);
        asker.sendToGroup(informed);
        Query outdated = knowing(new Sequence(sequence.epoch() - 1, 7));
        asker.sendToGroup(outdated);

        firstAnswer(outdated);
        eventually(() -> assertThat(server.drops("known-answer")).isPositive());
        still(() -> assertThat(answers(informed.nonce())).isEmpty());
    }

    @Test
    void answersAQueryWithASkewedClockButOnlySome() {
        start(serverRepeating(NO_REPEATS).with("discovery.responder.skewed-rate", "0.001"));
        List<Query> skewed = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            skewed.add(FakePeer.query("orders", Instant.now().minusSeconds(7200), 0));
        }
        skewed.forEach(asker::sendToGroup);

        eventually(() -> assertThat(server.drops("not-timely")).isEqualTo(30));
        eventually(() -> assertThat(asker.heardAlone(Response.class)).hasSize(10));
        // Those with a good clock are answered nevertheless.
        Query good = FakePeer.query("orders");
        asker.sendToGroup(good);
        firstAnswer(good);
    }

    @Test
    void answersAStrangerOnceAndAloneWhenQueriesOfAnyAreAnswered() {
        FakePeer stranger = lan.stranger("stranger");
        start(serverRepeating(3)
                .with("discovery.responder.repeat-delay", "20ms")
                .with("discovery.responder.queries", "any"));
        Query query = FakePeer.query("orders");

        stranger.sendToGroup(query);

        eventually(() -> assertThat(stranger.heardAlone(Response.class)).hasSize(1));
        assertThat(stranger.heardAlone(Response.class).get(0).trusted()).isTrue();
        still(() -> assertThat(stranger.heard(Response.class)).hasSize(1));
        stranger.sendToGroup(FakePeer.again(query));
        eventually(() -> assertThat(stranger.heardAlone(Response.class)).hasSize(2));
    }

    @Test
    void staysSilentToAStrangerWhoseQueryIsMuchSmallerThanTheAnswer() {
        FakePeer stranger = lan.stranger("stranger");
        start(serverRepeating(2)
                .with("discovery.service.orders.metadata.note", "x".repeat(300))
                .with("discovery.responder.queries", "any")
                .with("discovery.responder.amplification", "2"));

        stranger.sendToGroup(FakePeer.query("orders"));

        eventually(() -> assertThat(server.drops("amplification")).isPositive());
        still(() -> assertThat(stranger.heard(Response.class)).isEmpty());
        // Who is known may have answers of any size.
        Query trusted = FakePeer.query("orders");
        asker.sendToGroup(trusted);
        firstAnswer(trusted);
    }

    @Test
    void staysSilentToAStrangerThatBearsAKnownName() {
        FakePeer impostor = lan.stranger("impostor");
        start(serverRepeating(2).with("discovery.responder.queries", "any"));
        String[] own = impostor.sign(FakePeer.query("orders")).split("\\.");
        String[] others = asker.sign(FakePeer.query("orders")).split("\\.");

        impostor.sendToGroup(others[0] + "." + own[1] + "." + own[2]);

        eventually(() -> assertThat(server.drops("bad-signature")).isPositive());
        still(() -> assertThat(impostor.heard(Response.class)).isEmpty());
    }

    private TestNode.Plan serverRepeating(int repeats) {
        return lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .with("discovery.responder.repeats", repeats);
    }

    private void start(TestNode.Plan plan) {
        server = plan.start();
    }

    private static Query knowing(Sequence sequence) {
        return new Query(
                new ServiceName("orders"),
                FakePeer.nonce(),
                Instant.now(),
                0,
                List.of(new KnownInstance(new InstanceId("server"), sequence)));
    }

    private FakePeer.Heard firstAnswer(Query query) {
        eventually(() -> assertThat(answers(query.nonce())).isNotEmpty());
        return answers(query.nonce()).get(0);
    }

    private List<FakePeer.Heard> answers(Nonce nonce) {
        return with(nonce, asker.heardAlone(Response.class));
    }

    private List<FakePeer.Heard> answersToTheGroup(Nonce nonce) {
        return with(nonce, asker.heardByGroup(Response.class));
    }

    private static List<FakePeer.Heard> with(Nonce nonce, List<FakePeer.Heard> responses) {
        return responses.stream()
                .filter(heard -> ((Response) heard.message()).nonce().equals(nonce))
                .toList();
    }

    private static ServiceRecord recordIn(FakePeer.Heard answer) {
        return ((Response) answer.message()).record();
    }
}
