package io.cameldiscovery.steps.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.client.Draining;
import io.cameldiscovery.client.Lookup;
import io.cameldiscovery.client.Lookups;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.server.Registration;
import io.cameldiscovery.server.RegistrationSettings;
import io.cameldiscovery.steps.MessageContext;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryAnswersTest {

    private static final Duration PAUSE = Duration.ofSeconds(15);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final HandClock clock = new HandClock();
    private final OwnInstances own = new OwnInstances(new InstanceId("me"), 5, null, clock);
    private final Registration registration = new Registration(
            own, new RegistrationSettings(Duration.ofMinutes(30), PAUSE, PAUSE, 0), new Jitter(new Random(1)), clock);
    private final Draining draining = new Draining();
    private final RegistryAnswers answers = new RegistryAnswers(draining);

    @BeforeEach
    void offer() {
        context.start();
        own.offer(
                new Offer(new ServiceName("orders"), List.of(new EndpointTemplate("http://10.7.0.5:8080/")), Map.of()));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void takesTheTokensOutOfALookupsAnswer() throws NoRegistryException {
        assertThat(answers.tokens(answer(200, "{\"instances\":[{\"token\":\"a\"},{\"token\":\"b\",\"age\":7}]}")))
                .containsExactly("a", "b");
    }

    @Test
    void takesTheTokensOfDrainingInstancesOnlyIfThereAreNoOthers() throws NoRegistryException {
        String one = "{\"instance\":\"a\",\"token\":\"a\",\"state\":\"draining\"}";
        String other = "{\"instance\":\"b\",\"token\":\"b\",\"state\":\"alive\"}";

        assertThat(answers.tokens(answer(200, "{\"instances\":[" + one + "," + other + "]}")))
                .containsExactly("b");
        assertThat(answers.tokens(answer(200, "{\"instances\":[" + one + "]}"))).containsExactly("a");
    }

    @Test
    void remembersWhichInstancesOfTheServiceAreDraining() throws NoRegistryException {
        ServiceName orders = new ServiceName("orders");
        Lookup lookup = lookup(orders);
        Exchange said = answer(
                200,
                "{\"instances\":[{\"instance\":\"a\",\"token\":\"a\",\"state\":\"draining\"},"
                        + "{\"instance\":\"no id\",\"token\":\"b\",\"state\":\"draining\"}]}");
        MessageContext.lookup(said, lookup);
        answers.tokens(said);
        assertThat(draining.of(orders)).containsExactly(new InstanceId("a"));

        Exchange gone = answer(404, "");
        MessageContext.lookup(gone, lookup);
        answers.tokens(gone);
        assertThat(draining.of(orders)).isEmpty();
    }

    private static Lookup lookup(ServiceName service) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            return new Lookups(
                            new Random(7), MonotonicClock.system(), timer, Duration.ofMinutes(1), Duration.ofMinutes(1))
                    .open(service, false, Set.of());
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void hasNoTokensOfAServiceThatIsUnknown() throws NoRegistryException {
        assertThat(answers.tokens(answer(404, "{\"type\":\"/problems/unknown-service\"}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{}", "[]", "{\"type\":\"/problems/not-found\"}", "{\"type\":7}"})
    void aNotFoundOfAnotherTypeIsNotOfARegistry(String body) {
        assertThatThrownBy(() -> RegistryAnswers.requireRegistry(answer(404, body)))
                .hasMessage("it answers 404, but not as a registry does");
    }

    @ParameterizedTest
    @CsvSource({
        "404, '{\"type\":\"/problems/unknown-service\"}'",
        "404, '{\"type\":\"/problems/unknown-instance\"}'",
        "200, '{\"instances\":[]}'",
        "201, '{\"lease\":1800}'",
        "204, ''",
        "400, '{\"type\":\"/problems/malformed\"}'",
        "403, '{\"type\":\"/problems/not-authorized\"}'",
        "409, '{\"type\":\"/problems/older-sequence\"}'",
        "422, '{\"type\":\"/problems/of-a-later-version\"}'",
        "507, '{\"type\":\"/problems/registry-full\"}'",
        "503, '{\"type\":\"/problems/busy\"}'"
    })
    void aSuccessInJsonAndAProblemAreTheWordOfARegistry(int status, String body) {
        assertThatCode(() -> RegistryAnswers.requireRegistry(answer(status, body)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "200, '<html>'",
        "200, ''",
        "201, '[]'",
        "302, ''",
        "400, ''",
        "401, '<html>'",
        "403, '{\"type\":\"about:blank\"}'",
        "405, ''",
        "405, '{\"type\":\"/problems/method-not-allowed\"}'",
        "409, '{}'",
        "429, ''"
    })
    void anyOtherAnswerIsNoWordOfARegistry(int status, String body) {
        assertThatThrownBy(() -> RegistryAnswers.requireRegistry(answer(status, body)))
                .hasMessage("it answers " + status + ", but not as a registry does");
    }

    @ParameterizedTest
    @CsvSource({
        "500, internal",
        "503, starting",
        "503, stopping",
        "503, store-unavailable",
        "501, unknown-transfer-coding"
    })
    void aRegistryThatSaysThatItCannotServeIsPassedOver(int status, String slug) {
        Exchange answer = answer(status, "{\"type\":\"/problems/" + slug + "\"}");

        assertThatThrownBy(() -> RegistryAnswers.requireRegistry(answer)).hasMessage("it answers " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void oneThatFailsIsPassedOver(int status) {
        assertThatThrownBy(() -> RegistryAnswers.requireRegistry(answer(status, "<html>")))
                .hasMessage("it answers " + status);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "7",
                "{}",
                "{\"instances\":null}",
                "{\"instances\":{\"token\":7}}",
                "{\"instances\":[7,null,{\"token\":null},{\"token\":7}]}"
            })
    void hasNoTokensWhereThereIsNonsense(String body) throws NoRegistryException {
        assertThat(answers.tokens(answer(200, body))).isEmpty();
    }

    @Test
    void takesSoManyTokensOnly() throws NoRegistryException {
        String many = String.join(",", Collections.nCopies(5000, "{\"token\":\"a\"}"));

        assertThat(answers.tokens(answer(200, "{\"instances\":[" + many + "]}")))
                .hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 204, 301, 400, 500, 503})
    void failsWithEveryOtherStatus(int status) {
        assertThatThrownBy(() -> answers.tokens(answer(status, "{\"instances\":[{\"token\":\"a\"}]}")))
                .isInstanceOf(NoRegistryException.class)
                .hasMessage("it answers " + status);
    }

    @ParameterizedTest
    @CsvSource({
        "201, '{\"renewAfter\":60}', 60",
        "200, '{\"renewAfter\":60}', 60",
        "200, '{\"renewAfter\":0}', 1",
        "200, '{\"renewAfter\":99999999999}', 86400",
        "200, '{}', 600",
        "200, 'no json', 600",
        "200, '{\"renewAfter\":-7}', 600"
    })
    void renewsWhenTheRegistrySaysWithinReason(int status, String body, long seconds) {
        becomesDueAfter(seconds, answer(status, body));
    }

    @ParameterizedTest
    @CsvSource({"503, 60, 60", "429, 60, 60", "503, 0, 1", "503, 99999999, 86400", "503, soon, 15", "503, -5, 15"})
    void obeysRetryAfterWithinReason(int status, String retryAfter, long seconds) {
        Exchange answer = answer(status, "{}");
        answer.getMessage().setHeader("Retry-After", retryAfter);

        becomesDueAfter(seconds, answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 400, 403, 404, 409, 413, 500, 507})
    void pausesAfterEveryOtherStatus(int status) {
        becomesDueAfter(PAUSE.toSeconds(), answer(status, "{\"detail\":\"no\"}"));
    }

    private void becomesDueAfter(long seconds, Exchange answer) {
        ServiceRecord record = registration.due().get(0).record();

        answers.registered(answer, record, registration);

        clock.forward(Duration.ofSeconds(seconds).minusMillis(1));
        assertThat(registration.due()).isEmpty();
        clock.forward(Duration.ofMillis(1));
        assertThat(registration.due()).hasSize(1);
    }

    private Exchange answer(int status, String body) {
        Exchange exchange = new DefaultExchange(context);
        new Registries(List.of("http://10.7.0.2:9798"), new Random(1)).choose(exchange);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setBody(body);
        return exchange;
    }
}
