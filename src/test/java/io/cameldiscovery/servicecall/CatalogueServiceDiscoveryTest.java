package io.cameldiscovery.servicecall;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.HttpServers;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CatalogueServiceDiscoveryTest {

    private static final String BEANS = """
            - beans:
                - name: catalogue
                  type: io.cameldiscovery.servicecall.CatalogueServiceDiscovery
                  properties:
                    timeout: 700
            """;

    private static final String CALL = BEANS + """
            - route:
                id: call
                from:
                  uri: direct:call
                  steps:
                    - serviceCall:
                        name: orders
                        serviceDiscoveryRef: catalogue
            """;

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @Test
    void callsEveryProvenInstanceInTurn() {
        HttpServers shop = lan.closing(new HttpServers("a", "b"));
        TestNode a = server("a", shop.uri("a"));
        TestNode b = server("b", shop.uri("b"));
        TestApplication application = application(CALL);
        Set<String> callees = new TreeSet<>();
        eventually(() -> {
            Exchange exchange = application.send("direct:call", null);
            assertThat(exchange.getException()).isNull();
            callees.add(exchange.getMessage().getBody(String.class));
            assertThat(callees).containsExactly("a /", "b /");
        });
    }

    @Test
    void callsThePathOfTheEndpointUnlessTheUriHasAnother() {
        String other = CALL.replace("name: orders", "name: orders\n            uri: http://orders/other");
        HttpServers shop = lan.closing(new HttpServers("a"));
        TestNode a = server("a", shop.uri("a") + "api");
        TestApplication plain = application(CALL);
        TestApplication tweaked = application("tweaked", other);
        // The first call may find nobody within its short time-out.
        eventually(() -> assertThat(plain.send("direct:call", null).getMessage().getBody(String.class))
                .isEqualTo("a /api"));
        eventually(
                () -> assertThat(tweaked.send("direct:call", null).getMessage().getBody(String.class))
                        .isEqualTo("a /other"));
    }

    @Test
    void hasNoServicesWhenNobodyIsThere() {
        TestApplication application = application(CALL);
        assertThat(application.send("direct:call", null).getException(RejectedExecutionException.class))
                .hasMessageContaining("orders");
    }

    @Test
    void refusesWhatIsNoNameOfAService() {
        String dynamic = CALL.replace("name: orders", "name: ${header.service}");
        TestApplication application = application(dynamic);
        Exchange exchange = application.template().request("direct:call", message -> message.getMessage()
                .setHeader("service", "no:such?name"));

        assertThat(exchange.getException(IllegalArgumentException.class)).hasMessageContaining("no:such?name");
    }

    private TestApplication application(String routes) {
        return application("application", routes);
    }

    private TestApplication application(String name, String routes) {
        return lan.application(name).routes(routes).start();
    }

    private TestNode server(String name, String endpoint) {
        return lan.node(name, Role.SERVER).offering("orders", endpoint).start();
    }
}
