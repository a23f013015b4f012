package io.cameldiscovery.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.Role;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryProducerTest {

    private static final String ROUTES = """
            - route:
                id: ask
                from:
                  uri: direct:ask
                  steps:
                    - to:
                        uri: discovery:orders
            """;

    @TempDir
    private Path directory;

    private TestLan lan;

    @BeforeEach
    void openTheLan() {
        lan = new TestLan(directory);
    }

    @Test
    void putsAProvenAddressIntoTheMessage() {
        try (TestNode server = server("a");
                TestApplication application = application().routes(ROUTES).start()) {
            Exchange exchange = application.send("direct:ask", "keep me");

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody()).isEqualTo("keep me");
            assertThat(exchange.getMessage().getHeaders())
                    .containsEntry("CamelDiscoveryService", "orders")
                    .containsEntry("CamelDiscoveryInstance", "a")
                    .containsEntry("CamelDiscoveryUri", "http://127.0.0.1:8080/api")
                    .containsEntry("CamelDiscoveryHost", "127.0.0.1")
                    .containsEntry("CamelDiscoveryPort", 8080)
                    .containsEntry("CamelDiscoverySource", "udp")
                    .containsEntry("CamelDiscoveryKeyId", "a")
                    .containsEntry("CamelDiscoveryFound", true)
                    .doesNotContainValue(null);
        }
    }

    @Test
    void failsWithWhatToDoWhenNobodyIsThere() {
        try (TestApplication application = application()
                .with("discovery.resolver.timeout", "300ms")
                .routes(ROUTES.replace("discovery:orders", "discovery:orders?timeout=500"))
                .start()) {
            Exchange exchange = application.send("direct:ask", "");

            assertThat(exchange.getException(ServiceNotFoundException.class))
                    .hasMessageContaining("nobody offers 'orders'")
                    .hasMessageContaining("start a server");
        }
    }

    private TestApplication.Plan application() {
        return new TestApplication.Plan(lan, "application");
    }

    private TestNode server(String name) {
        return lan.node(name, Role.SERVER)
                .offering("orders", "http://127.0.0.1:8080/api")
                .start();
    }
}
