package io.cameldiscovery.servicecall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.Guide;
import io.cameldiscovery.testing.Guide.Block;
import io.cameldiscovery.testing.HttpServers;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/from-service-call.md}: what stands there of ServiceCall and of ours is so. */
class FromServiceCallTest {

    private static final Guide GUIDE = new Guide("from-service-call.md");

    @TempDir
    private static Path directory;

    private static TestLan lan;
    private static HttpServers shop;
    private static TestNode a;
    private static TestNode b;

    @BeforeAll
    static void openTheShop() {
        lan = new TestLan(directory);
        lan.key("application", "*");
        shop = new HttpServers("a", "b");
        a = server("a", "production");
        b = server("b", "test");
    }

    @AfterAll
    static void closeTheShop() {
        b.close();
        a.close();
        shop.close();
    }

    static List<Block> forms() {
        return GUIDE.blocks("yaml").stream()
                .filter(block -> block.run().startsWith("direct:"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void callsAServerByEachForm(Block form) {
        try (TestApplication application = application(form.text())) {
            Exchange exchange = application.send(form.run(), null);

            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getBody(String.class)).matches("[ab] /(list.*)?");
        }
    }

    @Test
    void callsOnlyWhatTheBlacklistAndItsSuccessorLet() {
        for (String id : List.of("before-blacklist", "after-blacklist")) {
            try (TestApplication application = application(GUIDE.route(id))) {
                String entry = "direct:" + id.substring(0, id.indexOf('-'));
                for (int i = 0; i < 10; i++) {
                    assertThat(application.send(entry, null).getMessage().getBody(String.class))
                            .isEqualTo("a /");
                }
            }
        }
    }

    @Test
    void knowsThatCachingDoesNotStartAnyMore() {
        assertThatThrownBy(() -> application(GUIDE.route("before-caching")).close())
                .hasMessageContaining("before-caching")
                .hasMessageContaining("factory is null");
    }

    @Test
    void marksEveryFormToBeRunButTheOneThatDoesNotStart() {
        assertThat(forms()).hasSize(GUIDE.blocks("yaml").size() - 1).hasSizeGreaterThan(10);
    }

    private static TestApplication application(String routes) {
        return new TestApplication.Plan(lan, "application")
                .with("port.a", URI.create(shop.uri("a")).getPort())
                .with("port.b", URI.create(shop.uri("b")).getPort())
                .routes(routes)
                .start();
    }

    private static TestNode server(String name, String stage) {
        return lan.node(name, Role.SERVER)
                .offering("orders", shop.uri(name))
                .with("discovery.service.orders.metadata.stage", stage)
                .start();
    }
}
