package io.cameldiscovery.camel;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.Role;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.selection.InstanceFilter;
import io.cameldiscovery.selection.PickStrategies;
import io.cameldiscovery.selection.Selector;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepWarmRouteTest {

    private static final ServiceName ORDERS = new ServiceName("orders");

    @TempDir
    private Path directory;

    @Test
    void provesAgainAndAgainWhatIsInUse() {
        TestLan lan = new TestLan(directory);
        try (TestNode server = lan.node("server", Role.SERVER)
                        .offering("orders", "http://127.0.0.1:8080/")
                        .start();
                TestNode client = lan.node("client", Role.CLIENT)
                        .with("discovery.selection.refresh-interval", "100ms")
                        .start()) {
            Selector selector = client.node().selector(ORDERS, InstanceFilter.NONE, PickStrategies.first());
            client.node().use(ORDERS);

            eventually(() -> assertThat(selector.select(null)).isNotNull());
            long first = selector.select(null).proof().at();
            eventually(() -> assertThat(selector.select(null).proof().at()).isGreaterThan(first));

            server.close();
            eventually(() -> assertThat(selector.select(null)).isNull());
        }
    }
}
