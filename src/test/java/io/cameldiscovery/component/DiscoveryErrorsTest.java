package io.cameldiscovery.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FakePeer;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.PropertiesSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Bad input and bad luck: each says what to do. */
class DiscoveryErrorsTest {

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    discovery:orders?pik=first                  | 'pik' is no option of discovery:; did you mean pick?
                    discovery:orders?pick=any                   | pick=any is not possible: write one of first, roundRobin, random, nearest, sticky
                    discovery:no_such name                      | is not a service name
                    discovery:orders?pick=sticky                | add stickyKey
                    discovery:orders?timeout=-1                 | timeout must be 0 or more
                    discovery:orders?ejectOn=IOException        | write the whole class name
                    discovery:*                                 | to: discovery:* is not possible: name one service
                    discovery:announce/orders                   | to: discovery:announce/orders is not possible
                    """)
    void anEndpointThatCannotWorkStopsTheStart(String uri, String message) {
        assertThatThrownBy(() -> asking(uri).start().close())
                .satisfies(failure -> assertThat(messages(failure)).contains(message));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    discovery:announce/orders                            | add endpoints
                    discovery:announce/orders?endpoints=http://host:80/  | is not an endpoint
                    discovery:announce/orders?endpoints=                 | endpoint
                    discovery:announce/Or ders?endpoints=http://1.2.3.4/ | is not a service name
                    """)
    void anAnnouncementThatCannotWorkStopsTheStart(String uri, String message) {
        TestApplication.Plan plan = lan.application("application").routes("""
                - route:
                    id: announcing
                    from:
                      uri: "%s"
                      steps:
                        - log: "${header.CamelDiscoveryEvent}"
                """.formatted(uri));
        assertThatThrownBy(() -> plan.start().close())
                .satisfies(failure -> assertThat(messages(failure)).contains(message));
    }

    @Test
    void missingKeysStopTheStartWithOneLine() {
        assertThatThrownBy(() -> asking("discovery:orders")
                        .with("discovery.signing.key-file", "")
                        .start()
                        .close())
                .satisfies(failure -> assertThat(messages(failure)).contains("discovery.signing.key-file"));
    }

    @Test
    void anUnknownSettingStopsTheStartAndNamesTheNearest() {
        assertThatThrownBy(() -> asking("discovery:orders")
                        .with("discovery.lan.prt", "1")
                        .start()
                        .close())
                .satisfies(failure -> assertThat(messages(failure))
                        .contains("discovery.lan.prt is not a setting; did you mean discovery.lan.port?"));
    }

    /** Spring answers for a key, but lists none to Camel. */
    @Test
    void anUnknownSettingAmongThoseOfSpringStopsTheStart() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("application.properties", Map.of("discovery.lan.prt", "1")));
        assertThatThrownBy(() -> asking("discovery:orders")
                        .bean("environment", environment)
                        .bean("answers", new AnsweringSource(environment))
                        .start()
                        .close())
                .satisfies(failure -> assertThat(messages(failure))
                        .contains("discovery.lan.prt is not a setting; did you mean discovery.lan.port?"));
    }

    private record AnsweringSource(StandardEnvironment environment) implements PropertiesSource {
        @Override
        public String getName() {
            return "spring";
        }

        @Override
        public String getProperty(String name) {
            return environment.getProperty(name);
        }
    }

    @Test
    void nobodyIsThere() {
        TestApplication application = asking("discovery:orders?timeout=400")
                .with("discovery.resolver.timeout", "100ms")
                .start();
        assertThat(failure(application, ServiceNotFoundException.class).reason())
                .contains("nobody offers 'orders'", "start a server");
    }

    @Test
    void aFilterThatNobodyPassesTellsWhoIsThere() {
        lan.node("a", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .with("discovery.region", "south")
                .with("discovery.service.orders.metadata.version", "1.9")
                .start();
        TestApplication application = asking("discovery:orders?region=north&metadata.version=2.*&timeout=2000")
                .start();
        assertThat(failure(application, NoMatchingInstanceException.class).reason())
                .contains("region north, metadata version=2.*", "a at http://127.0.0.1:8080/ in region south")
                .contains("{version=1.9}");
    }

    @Test
    void somebodyAnswersWhoMayNot() {
        FakePeer peer = lan.peer("peer", "stock");
        TestApplication application = asking("discovery:orders?timeout=1500")
                .with("discovery.resolver.timeout", "500ms")
                .start();
        peer.offering(peer.record("orders", "http://127.0.0.1:8080/"));

        assertThat(failure(application, UntrustedServiceException.class).reason())
                .contains("give the server's key the right to announce 'orders' in discovery.trust.file");
    }

    @Test
    void aStrangerAnswersWhoseKeyNobodyKnows() {
        FakePeer stranger = lan.stranger("stranger");
        TestApplication application = asking("discovery:orders?timeout=1500")
                .with("discovery.resolver.timeout", "500ms")
                .start();
        stranger.offering(stranger.record("orders", "http://127.0.0.1:8080/"));

        assertThat(failure(application, UntrustedServiceException.class).reason())
                .contains("by nobody who may offer it");
    }

    @Test
    void thoseThatAreKnownDoNotAnswer() {
        FakePeer peer = lan.peer("peer", "orders");
        TestApplication application = asking("discovery:orders?timeout=12000")
                .with("discovery.resolver.timeout", "4s")
                .start();
        peer.answeringQueries(peer.record("orders", "http://127.0.0.9:8080/"));

        assertThat(failure(application, ServiceNotFoundException.class).reason())
                .contains("none can be proven", "see whether they run");
    }

    @Test
    void somebodyCannotBeVerifiedAtAll() {
        FakePeer peer = lan.peer("peer", "orders");
        TestApplication application = asking("discovery:orders?timeout=12000")
                .with("discovery.resolver.timeout", "4s")
                .start();
        peer.answeringQueries(withoutProbePort(peer.record("orders", "http://127.0.0.9:8080/")));

        assertThat(failure(application, ServiceNotFoundException.class).reason())
                .contains("none can be proven", "names no port to prove it at");
    }

    private static ServiceRecord withoutProbePort(ServiceRecord record) {
        return new ServiceRecord(
                record.service(),
                record.instance(),
                record.endpoints(),
                0,
                record.sequence(),
                Instant.now(),
                Instant.now().plusSeconds(90),
                record.metadata(),
                null);
    }

    private static <E extends DiscoveryException> E failure(TestApplication application, Class<E> type) {
        Exchange exchange = application.template().request("direct:ask", asked -> asked.getMessage()
                .setHeader("CamelDiscoveryUri", "http://of-an-earlier-step/"));
        assertThat(exchange.getException()).isInstanceOf(type).hasMessageNotContaining("null");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("CamelDiscoveryFound", false)
                .doesNotContainKeys("CamelDiscoveryUri", "CamelDiscoveryInstance", "CamelDiscoveryHost")
                .doesNotContainValue(null);
        return type.cast(exchange.getException());
    }

    /** What an operator sees of a start that failed. */
    private static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause.getMessage()).append('\n');
        }
        return all.toString();
    }

    private TestApplication.Plan asking(String uri) {
        return lan.application("application").routes("""
                - route:
                    id: ask
                    from:
                      uri: direct:ask
                      steps:
                        - to: "%s"
                """.formatted(uri));
    }
}
