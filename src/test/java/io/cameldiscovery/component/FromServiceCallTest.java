package io.cameldiscovery.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.Guide;
import io.cameldiscovery.testing.Guide.Block;
import io.cameldiscovery.testing.HttpServers;
import io.cameldiscovery.testing.TestApplication;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/from-service-call.md}: each route that it says to write instead works. */
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
    void callsOnlyWhatTheSuccessorOfTheBlacklistLets() {
        try (TestApplication application = application(GUIDE.route("after-blacklist"))) {
            for (int i = 0; i < 10; i++) {
                assertThat(application.send("direct:after", null).getMessage().getBody(String.class))
                        .isEqualTo("a /");
            }
        }
    }

    @Test
    void marksEverySuccessorToBeRun() {
        List<Block> successors = GUIDE.blocks("yaml").stream()
                .filter(block -> block.text().contains("id: after-"))
                .toList();

        assertThat(forms()).containsExactlyElementsOf(successors).hasSizeGreaterThan(4);
    }

    private static TestApplication application(String routes) {
        return lan.application("application").routes(routes).start();
    }

    private static TestNode server(String name, String stage) {
        return lan.node(name, Role.SERVER)
                .offering("orders", shop.uri(name))
                .with("discovery.service.orders.metadata.stage", stage)
                .start();
    }
}
