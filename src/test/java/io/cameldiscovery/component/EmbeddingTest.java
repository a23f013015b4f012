package io.cameldiscovery.component;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.node.Node;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The component in applications that have a life of their own. */
class EmbeddingTest {

    private static final String ASK = """
            - route:
                id: ask
                from:
                  uri: direct:ask
                  steps:
                    - to: discovery:orders
            """;

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @Test
    void routesAndBeansOfTheApplicationMayHaveTheNamesOfOurs() throws Exception {
        int port = FreePort.tcp();
        StringBuilder routes = new StringBuilder(ASK);
        for (String id : new String[] {"announce", "resolve-service", "keep-warm", "receive-group"}) {
            routes.append("""
                    - route:
                        id: %s
                        from:
                          uri: direct:%s
                          steps:
                            - setBody:
                                constant: "mine"
                    """.formatted(id, id));
        }
        routes.append("""
                - route:
                    id: serve-registry
                    from:
                      uri: platform-http:/mine
                      steps:
                        - to: direct:ask
                        - setBody:
                            simple: "${header.CamelDiscoveryInstance}"
                """);
        TestNode server = server();
        TestApplication application = application(routes.toString())
                .with("camel.server.enabled", true)
                .with("camel.server.port", port)
                .bean("catalogue", "mine")
                .bean("announcer", "mine")
                .start();
        assertThat(application.send("direct:resolve-service", "").getMessage().getBody())
                .isEqualTo("mine");
        assertThat(HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mine"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .isEqualTo("a");
    }

    @Test
    void aNodeInTheRegistryIsUsed() {
        server();
        TestNode client = lan.node("client", Role.CLIENT).start();
        TestApplication application =
                application(ASK).bean("anyName", client.node()).start();
        assertThat(find(application)).isEqualTo("a");
        assertThat(DiscoveryComponent.of(application.context()).node()).isSameAs(client.node());

        application.close();
        assertThat(client.node().context().isStarted()).isTrue();
    }

    @Test
    void aRouteAmongThoseOfANodeUsesThatNode() throws IOException {
        Path home = lan.directory().resolve("home");
        TestNode.copyProject(home);
        Files.writeString(
                home.resolve("routes/client/ask-orders.camel.yaml"), ASK.replace("id: ask", "id: ask-orders"));
        server();
        TestNode client = lan.node("client", Role.CLIENT).installedAt(home).start();
        var context = client.node().context();
        assertThat(context.createProducerTemplate()
                        .request("direct:ask", exchange -> {})
                        .getMessage()
                        .getHeader("CamelDiscoveryInstance"))
                .isEqualTo("a");
        assertThat(DiscoveryComponent.of(context).node()).isSameAs(client.node());
        assertThat(context.getRegistry().lookupByNameAndType(Node.BEAN, Node.class))
                .isSameAs(client.node());
    }

    @Test
    void singleRoutesOfOursCanBeSwitchedOff() {
        server();
        TestApplication application = application(ASK)
                .with("discovery.roles", "client")
                .with("discovery.routes.excluded", "keep-warm, watch-*")
                .start();
        assertThat(find(application)).isEqualTo("a");
        var context = DiscoveryComponent.of(application.context()).node().context();
        assertThat(context.getRoute("keep-warm")).isNull();
        assertThat(context.getRoute("watch-interfaces")).isNull();
        assertThat(context.getRoute("resolve-service")).isNotNull();
        assertThat(context.getRoute("announce")).isNull();
    }

    @Test
    void anApplicationMayStopAndStartItsContextAgain() {
        server();
        TestApplication application = application(ASK).start();
        assertThat(find(application)).isEqualTo("a");

        application.context().stop();
        application.context().start();

        eventually(() -> assertThat(find(application)).isEqualTo("a"));
    }

    private static Object find(TestApplication application) {
        return application
                .context()
                .createProducerTemplate()
                .request("direct:ask", exchange -> {})
                .getMessage()
                .getHeader("CamelDiscoveryInstance");
    }

    private TestNode server() {
        return lan.node("a", Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/")
                .start();
    }

    private TestApplication.Plan application(String routes) {
        return lan.application("application").routes(routes);
    }
}
