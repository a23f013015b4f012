package io.cameldiscovery.component;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Kamelets in the jar, in routes and in pipes. */
class KameletsTest {

    private static final String PIPE = """
            apiVersion: camel.apache.org/v1
            kind: Pipe
            metadata:
              name: pipe
            spec:
            """;

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @BeforeEach
    void openTheLan() {
        lan.key("server", "*");
        lan.key("application", "*");
    }

    @Test
    void resolvesInARoute() {
        TestNode server = server();
        TestApplication application = application("""
                        - route:
                            from:
                              uri: direct:ask
                              steps:
                                - to:
                                    uri: kamelet:discovery-resolve-action?service=orders
                        """);
        Exchange asked = application.send("direct:ask", "keep me");

        assertThat(asked.getException()).isNull();
        assertThat(asked.getMessage().getHeader("CamelDiscoveryUri")).isEqualTo("http://127.0.0.1:8080/");
        assertThat(asked.getMessage().getBody()).isEqualTo("keep me");
        assertThat(server.drops("failure")).isZero();
    }

    @Test
    void resolvesInAPipe() {
        TestNode server = server();
        TestApplication application = application(PIPE + """
                          source:
                            uri: direct:ask
                          steps:
                            - ref:
                                kind: Kamelet
                                apiVersion: camel.apache.org/v1
                                name: discovery-resolve-action
                              properties:
                                service: orders
                                pick: first
                                body: uri
                          sink:
                            uri: mock:out
                        """);
        application.send("direct:ask", "replace me");

        assertThat(received(application, "mock:out")).hasSize(1);
        assertThat(received(application, "mock:out").get(0).getMessage().getBody())
                .isEqualTo("http://127.0.0.1:8080/");
        assertThat(server.drops("failure")).isZero();
    }

    @Test
    void failsInARouteWithWhatToDoWhenNobodyIsThere() {
        TestApplication application = lan.application("application")
                .with("discovery.resolver.timeout", "200ms")
                .routes("""
                        - route:
                            from:
                              uri: direct:ask
                              steps:
                                - to:
                                    uri: kamelet:discovery-resolve-action?service=orders&timeout=300
                        """)
                .start();
        assertThat(application.send("direct:ask", "").getException())
                .isInstanceOf(ServiceNotFoundException.class)
                .hasMessageContaining("start a server");
    }

    @Test
    void tellsEventsInARoute() throws IOException {
        TestApplication application = application("""
                - route:
                    from:
                      uri: kamelet:discovery-events-source
                      steps:
                        - to:
                            uri: mock:out
                """);
        assertTellsThatTheServerCameAndWent(application);
    }

    @Test
    void tellsEventsInAPipe() throws IOException {
        TestApplication application = application(PIPE + """
                  source:
                    ref:
                      kind: Kamelet
                      apiVersion: camel.apache.org/v1
                      name: discovery-events-source
                    properties:
                      service: orders
                  sink:
                    uri: mock:out
                """);
        assertTellsThatTheServerCameAndWent(application);
    }

    @Test
    void announcesInARouteUntilTheApplicationStops() throws Exception {
        TestNode client = lan.node("client", Role.CLIENT).start();
        TestApplication application = application("""
                        - route:
                            id: legacy
                            from:
                              uri: kamelet:discovery-announce-source
                              parameters:
                                service: legacy-orders
                                endpoints: "http://{address}:7070/,http://127.0.0.1:7071/"
                              steps:
                                - to:
                                    uri: mock:out
                        """);
        eventually(() -> assertThat(client.node().catalogue().live())
                .flatExtracting(entry -> entry.record().endpoints())
                .extracting(Object::toString)
                .contains("http://127.0.0.1:7070/", "http://127.0.0.1:7071/"));
        eventually(() -> assertThat(events(application)).containsExactly("announced"));

        // Camel lets the route of the Kamelet run on when only the one stops that uses it.
        application.close();

        eventually(() -> assertThat(client.node().catalogue().live()).isEmpty());
    }

    @Test
    void announcesInAPipe() {
        TestNode client = lan.node("client", Role.CLIENT).start();
        TestApplication application = application(PIPE + """
                          source:
                            ref:
                              kind: Kamelet
                              apiVersion: camel.apache.org/v1
                              name: discovery-announce-source
                            properties:
                              service: legacy-orders
                              endpoints: "http://{address}:7070/"
                          sink:
                            uri: mock:out
                        """);
        eventually(() -> assertThat(client.resolve("legacy-orders").toString()).contains("http://127.0.0.1:7070/"));
        eventually(() -> assertThat(events(application)).containsExactly("announced"));
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(TestNode.PROJECT.resolve("src/main/resources/kamelets"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void describesItselfAndEachProperty(Path file) throws IOException {
        JsonNode kamelet = new YAMLMapper().readTree(file.toFile());
        String name = file.getFileName().toString().replace(".kamelet.yaml", "");

        assertThat(kamelet.at("/metadata/name").textValue()).isEqualTo(name);
        assertThat(name)
                .endsWith("-"
                        + kamelet.at("/metadata/labels")
                                .path("camel.apache.org/kamelet.type")
                                .textValue());
        JsonNode definition = kamelet.at("/spec/definition");
        assertThat(definition.path("title").asText()).isNotBlank();
        assertThat(definition.path("description").asText()).isNotBlank();
        assertThat(kamelet.at("/spec/dependencies")).isNotEmpty();
        assertThat(definition.path("properties")).isNotEmpty().allSatisfy(property -> {
            assertThat(property.path("title").asText()).isNotBlank();
            assertThat(property.path("description").asText()).isNotBlank();
            assertThat(property.path("type").asText()).isIn("string", "integer", "boolean");
            assertThat(property.has("default") || property.has("example")).isTrue();
        });
        definition.path("required").forEach(required -> assertThat(
                        definition.path("properties").has(required.textValue()))
                .isTrue());
    }

    private void assertTellsThatTheServerCameAndWent(TestApplication application) throws IOException {
        try (TestNode server = server()) {
            eventually(() -> assertThat(received(application, "mock:out")).hasSize(1));
            assertThat(server.drops("failure")).isZero();
        }
        eventually(() -> assertThat(received(application, "mock:out")).hasSize(2));
        List<Exchange> told = received(application, "mock:out");
        assertThat(new ObjectMapper().readTree(told.get(0).getMessage().getBody(String.class)))
                .hasToString("{\"event\":\"up\",\"service\":\"orders\",\"instance\":\"server\","
                        + "\"uri\":\"http://127.0.0.1:8080/\",\"previousUri\":\"\",\"reason\":\"\"}");
        assertThat(told.get(1).getMessage().getBody(String.class)).contains("\"down\"", "\"goodbye\"");
    }

    private static List<String> events(TestApplication application) {
        return received(application, "mock:out").stream()
                .map(exchange -> exchange.getMessage().getHeader("CamelDiscoveryEvent", String.class))
                .toList();
    }

    private static List<Exchange> received(TestApplication application, String mock) {
        return List.copyOf(
                application.context().getEndpoint(mock, MockEndpoint.class).getReceivedExchanges());
    }

    private TestApplication application(String routes) {
        return lan.application("application").routes(routes).start();
    }

    private TestNode server() {
        return lan.node("server", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .start();
    }
}
