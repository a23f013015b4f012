package io.cameldiscovery.component;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a failed call means for the place that was called: told by Camel's own error handling. */
class FailureFeedbackTest {

    private static final String CALL_ONCE = """
            - route:
                id: call-once
                errorHandler:
                  noErrorHandler: {}
                from:
                  uri: direct:call-once
                  steps:
                    - to: discovery:orders
                    - to:
                        uri: bean:call
            """;

    private static final String REDELIVERY = CALL_ONCE + """
            - route:
                id: call
                errorHandler:
                  defaultErrorHandler:
                    redeliveryPolicy:
                      maximumRedeliveries: 5
                      redeliveryDelay: 1
                from:
                  uri: direct:call
                  steps:
                    - to: direct:call-once
            """;

    @RegisterExtension
    private final TestLan lan = new TestLan();

    private final Backend a = new Backend();
    private final Backend b = new Backend();
    private final Map<String, Exception> failing = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final List<String> running = new ArrayList<>();

    @AfterEach
    void stopTheBackends() {
        a.close();
        b.close();
    }

    @Test
    void aFailedCallGoesToAnotherInstanceAndTheFirstIsLeftAlone() {
        server("a", a);
        server("b", b);
        TestApplication application = application(REDELIVERY);
        failing.put("a", new ConnectException("refused"));

        sendWell(application, 20);

        assertThat(callsTo("a")).isEqualTo(1);
        assertThat(callsTo("b")).isEqualTo(20);
    }

    @Test
    void anExceptionThatIsThrownAgainAndAgainCountsEachTime() {
        server("a", a);
        server("b", b);
        TestApplication application = application(REDELIVERY);
        ConnectException always = new ConnectException("one for all");
        failing.put("a", always);
        failing.put("b", always);

        application.send("direct:call", "");

        assertThat(isEjected(application, "a") && isEjected(application, "b")).isTrue();
    }

    @Test
    void whatIsTheMessagesOwnFaultEjectsNobody() {
        server("a", a);
        server("b", b);
        TestApplication application = application(CALL_ONCE);
        failing.put("a", new IllegalArgumentException("no such article"));
        failing.put("b", new IllegalArgumentException("no such article"));

        for (int i = 0; i < 10; i++) {
            assertThat(application.send("direct:call-once", "").getException()).isNotNull();
        }

        assertThat(callsTo("a")).isEqualTo(5);
        assertThat(callsTo("b")).isEqualTo(5);
    }

    @Test
    void ejectsOnWhatTheEndpointNames() {
        String routes =
                CALL_ONCE.replace("discovery:orders", "discovery:orders?ejectOn=java.lang.IllegalStateException");
        server("a", a);
        server("b", b);
        TestApplication application = application(routes);
        failing.put("a", new IllegalStateException(new UnsupportedOperationException("out of order")));
        failing.put("b", new ConnectException("refused"));

        for (int i = 0; i < 10; i++) {
            application.send("direct:call-once", "");
        }

        assertThat(callsTo("a")).isEqualTo(1);
        assertThat(callsTo("b")).isGreaterThan(1);
    }

    @Test
    void theStatusOfAnHttpAnswerTellsWhoseFaultItIs() {
        server("a", a);
        server("b", b);
        TestApplication application = application(overHttp());
        for (int status : new int[] {400, 404, 500}) {
            a.answer(status);
            b.answer(status);
            for (int i = 0; i < 4; i++) {
                assertThat(application.send("direct:post", "").getException()).isNotNull();
            }
        }
        assertThat(a.requests()).isEqualTo(6);
        assertThat(b.requests()).isEqualTo(6);

        b.answer(200);
        a.answer(503);
        for (int i = 0; i < 10; i++) {
            application.send("direct:post", "");
        }
        assertThat(a.requests()).isEqualTo(7);
    }

    @Test
    void aServerThatDiedAndCameBackIsUsedAgain() {
        server("a", a);
        server("b", b);
        TestApplication application = plan(overHttp())
                .with("discovery.selection.ejection", "1s")
                .with("discovery.selection.refresh-interval", "500ms")
                .start();
        awaitWarm(application);
        a.die();
        for (int i = 0; i < 10; i++) {
            assertThat(application.send("direct:post-surely", "").getException())
                    .isNull();
        }
        assertThat(b.requests()).isEqualTo(10);
        assertThat(isEjected(application, "a")).isTrue();

        a.comeBack();
        eventually(() -> {
            application.send("direct:post-surely", "");
            assertThat(a.requests()).isPositive();
        });
    }

    @Test
    void theOnlyServerIsTriedAgainOnceItIsProvenAgain() {
        server("a", a);
        TestApplication application = application(overHttp().replace("orders", "orders?timeout=30s"));
        sendOverHttp(application);
        a.die();
        assertThat(application.send("direct:post", "").getException()).isNotNull();
        a.comeBack();

        sendOverHttp(application);
    }

    @Test
    void aLoopOfTryAndCatchTakesAnotherInstanceEachTime() {
        String routes = """
                - route:
                    id: call
                    from:
                      uri: direct:call
                      steps:
                        - setProperty:
                            name: done
                            constant: "false"
                        - loop:
                            doWhile: true
                            simple: "${exchangeProperty.done} == 'false'"
                            steps:
                              - doTry:
                                  steps:
                                    - to: discovery:orders
                                    - to:
                                        uri: bean:call
                                    - setProperty:
                                        name: done
                                        constant: "true"
                                  doCatch:
                                    - exception: [java.io.IOException]
                                      steps:
                                        - log: "again"
                """;
        server("a", a);
        server("b", b);
        TestApplication application = application(routes);
        failing.put("a", new ConnectException("refused"));

        sendWell(application, 10);

        assertThat(callsTo("a")).isEqualTo(1);
        assertThat(callsTo("b")).isEqualTo(10);
    }

    @Test
    void aFailureThatEndsInADeadLetterChannelCountsToo() {
        String routes = """
                - route:
                    id: dead
                    from:
                      uri: direct:dead
                      steps:
                        - log: "dead"
                - route:
                    id: call
                    errorHandler:
                      deadLetterChannel:
                        deadLetterUri: direct:dead
                        redeliveryPolicy:
                          maximumRedeliveries: 0
                    from:
                      uri: direct:call
                      steps:
                        - to: discovery:orders
                        - to:
                            uri: bean:call
                """;
        server("a", a);
        server("b", b);
        TestApplication application = application(routes);
        failing.put("a", new HttpTimeoutException("no answer"));

        sendWell(application, 10);

        assertThat(callsTo("a")).isEqualTo(1);
    }

    @Test
    void aFailoverLoadBalancerTakesAnotherInstance() {
        String routes = CALL_ONCE + """
                - route:
                    id: call
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:call
                      steps:
                        - loadBalance:
                            failoverLoadBalancer:
                              maximumFailoverAttempts: "3"
                              roundRobin: "true"
                            steps:
                              - to: direct:call-once
                              - to: direct:call-once
                """;
        server("a", a);
        server("b", b);
        TestApplication application = application(routes);
        failing.put("a", new ConnectException("refused"));

        sendWell(application, 10);

        assertThat(callsTo("a")).isEqualTo(1);
    }

    @Test
    void partsOfAMessageChooseForThemselves() {
        String routes = REDELIVERY + """
                - route:
                    id: split
                    from:
                      uri: direct:split
                      steps:
                        - to: discovery:orders
                        - split:
                            tokenize: ","
                            parallelProcessing: "true"
                            steps:
                              - to: direct:call
                - route:
                    id: shared
                    from:
                      uri: direct:shared
                      steps:
                        - split:
                            tokenize: ","
                            shareUnitOfWork: true
                            steps:
                              - to: direct:call
                - route:
                    id: multicast
                    from:
                      uri: direct:multicast
                      steps:
                        - multicast:
                            steps:
                              - to: direct:call
                              - to: direct:call
                - route:
                    id: tap
                    from:
                      uri: direct:tap
                      steps:
                        - to: discovery:orders
                        - wireTap:
                            uri: direct:call
                """;
        for (String route : List.of("split", "shared", "multicast", "tap")) {
            calls.clear();
            failing.clear();
            try (TestNode first = server("a", a);
                    TestNode second = server("b", b);
                    TestApplication application = application(routes)) {
                // While b is not proven yet, there is nobody else than a.
                eventually(() -> {
                    application.send("direct:call", "");
                    assertThat(calls).containsKeys("a", "b");
                });
                calls.clear();
                failing.put("a", new ConnectException("refused"));

                for (int i = 0; i < 4; i++) {
                    assertThat(application.send("direct:" + route, "1,2,3,4").getException())
                            .isNull();
                }

                int parts = route.equals("tap") ? 4 : route.equals("multicast") ? 8 : 16;
                eventually(() -> assertThat(callsTo("b")).isEqualTo(parts));
                assertThat(callsTo("a")).isBetween(1, 4);
                // A tapped call settles after the calls that follow it.
                eventually(() -> assertThat(isEjected(application, "a")).isTrue());
                assertThat(isEjected(application, "b")).isFalse();
            }
        }
    }

    @Test
    void theFeedbackFollowsAMessageBehindAQueue() {
        String routes = """
                - route:
                    id: call
                    from:
                      uri: direct:call
                      steps:
                        - to: discovery:orders
                        - to: seda:behind
                - route:
                    id: behind
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: seda:behind
                      steps:
                        - to:
                            uri: bean:call
                """;
        server("a", a);
        TestApplication application = application(routes);
        failing.put("a", new ConnectException("refused"));

        application.template().sendBody("direct:call", "");

        eventually(() -> assertThat(isEjected(application, "a")).isTrue());
    }

    @Test
    void aMessageThatPicksThousandsOfTimesHoldsNoMoreForIt() {
        String routes = """
                - route:
                    id: call
                    from:
                      uri: direct:call
                      steps:
                        - loop:
                            constant: "5000"
                            steps:
                              - to: discovery:orders
                        - to:
                            uri: bean:count
                """;
        List<Integer> completions = new ArrayList<>();
        server("a", a);
        TestApplication application = plan(routes)
                .bean("count", (Processor) exchange -> completions.add(completions(exchange)))
                .start();
        assertThat(application.send("direct:call", "").getException()).isNull();

        assertThat(completions).hasSize(1);
        assertThat(completions.get(0)).isLessThan(5);
    }

    @Test
    void aCallThatSucceedsForgivesTheFailuresBefore() {
        server("a", a);
        TestApplication application =
                application(REDELIVERY.replace("discovery:orders", "discovery:orders?timeout=30s"));
        failing.put("a", new ConnectException("refused once"));
        application.send("direct:call-once", "");
        assertThat(isEjected(application, "a")).isTrue();
        failing.clear();

        sendWell(application, 1);

        assertThat(isEjected(application, "a")).isFalse();
    }

    @Test
    void anExceptionThatWasCaughtBeforeSaysNothingOfTheNextCall() {
        String routes = """
                - route:
                    id: call
                    from:
                      uri: direct:call
                      steps:
                        - doTry:
                            steps:
                              - throwException:
                                  exceptionType: java.io.IOException
                                  message: "of a file"
                            doCatch:
                              - exception: [java.io.IOException]
                                steps:
                                  - to: discovery:orders
                                  - to:
                                      uri: bean:call
                """;
        server("a", a);
        TestApplication application = application(routes);
        sendWell(application, 3);

        still(() -> assertThat(isEjected(application, "a")).isFalse());
    }

    private static int completions(Exchange exchange) {
        Exchange other = new DefaultExchange(exchange.getContext());
        exchange.getUnitOfWork().handoverSynchronization(other);
        return other.getExchangeExtension().handoverCompletions().size();
    }

    private static String overHttp() {
        return """
                - route:
                    id: post
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:post
                      steps:
                        - to: discovery:orders
                        - toD:
                            uri: "vertx-http:${header.CamelDiscoveryUri}"
                - route:
                    id: post-surely
                    errorHandler:
                      defaultErrorHandler:
                        redeliveryPolicy:
                          maximumRedeliveries: 5
                          redeliveryDelay: 1
                    from:
                      uri: direct:post-surely
                      steps:
                        - to: direct:post
                """;
    }

    private static void sendOverHttp(TestApplication application) {
        assertThat(application.send("direct:post", "").getException()).isNull();
    }

    private static void sendWell(TestApplication application, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(application.send("direct:call", "").getException()).isNull();
        }
    }

    private int callsTo(String instance) {
        return calls.getOrDefault(instance, new AtomicInteger()).get();
    }

    private static boolean isEjected(TestApplication application, String instance) {
        var node = DiscoveryComponent.of(application.context()).node();
        return node.catalogue().live().stream()
                .filter(entry -> entry.record().instance().value().equals(instance))
                .anyMatch(entry -> node.ejections().doubts(entry.key()));
    }

    private void call(Exchange exchange) throws Exception {
        String instance = exchange.getMessage().getHeader("CamelDiscoveryInstance", String.class);
        calls.computeIfAbsent(instance, name -> new AtomicInteger()).incrementAndGet();
        Exception failure = failing.get(instance);
        if (failure != null) {
            throw failure;
        }
    }

    private TestApplication.Plan plan(String routes) {
        return lan.application("application")
                .with("discovery.selection.ejection", "2m")
                .with("discovery.verification.attempt-timeout", "1s")
                .routes(routes)
                .bean("call", (Processor) this::call);
    }

    private TestApplication application(String routes) {
        TestApplication application = plan(routes).start();
        awaitWarm(application);
        return application;
    }

    /** Every server was started before the application was. */
    private void awaitWarm(TestApplication application) {
        Set<String> wanted = ConcurrentHashMap.newKeySet();
        wanted.addAll(running);
        eventually(() -> assertThat(DiscoveryComponent.of(application.context()).node().catalogue().live().stream()
                        .filter(entry -> entry.verification().isPresent())
                        .map(entry -> entry.record().instance().value()))
                .containsAll(wanted));
    }

    private TestNode server(String name, Backend backend) {
        running.add(name);
        return lan.node(name, Role.SERVER).offering("orders", backend.uri()).start();
    }
}
