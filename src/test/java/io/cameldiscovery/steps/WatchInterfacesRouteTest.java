package io.cameldiscovery.steps;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.BindToRegistry;
import org.apache.camel.EndpointInject;
import org.apache.camel.Processor;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.main.junit5.CamelMainTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The route alone: interfaces of this machine do not change for a test. {@code LanSocketIT} has some that do. */
@CamelMainTest(
        properties = {
            "camel.main.routesIncludePattern=file:routes/common/watch-interfaces.camel.yaml"
                    + ",file:routes/common/dropped-messages.camel.yaml",
            "discovery.lan.watch-interval=20"
        },
        shutdownTimeout = 5)
class WatchInterfacesRouteTest {

    private final AtomicBoolean changed = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();

    @BindToRegistry("followInterfaces")
    private final Processor follow = exchange -> {
        looks.incrementAndGet();
        exchange.getMessage().setBody(changed.getAndSet(false));
    };

    @BindToRegistry("countFailure")
    private final Processor countFailure = exchange -> {};

    @Test
    void goesOnWatchingOnANodeThatAnnouncesNothing() {
        changed.set(true);
        eventually(() -> assertThat(changed.get()).isFalse());

        int before = looks.get();
        eventually(() -> assertThat(looks.get()).isGreaterThan(before + 3));
    }

    @Nested
    @CamelMainTest(mockEndpointsAndSkip = "direct:(announce|renew-at-once).*")
    class OnAServer {

        @EndpointInject("mock:direct:announce")
        private MockEndpoint announced;

        @EndpointInject("mock:direct:renew-at-once")
        private MockEndpoint registered;

        @Test
        void announcesAndRegistersAtOnceAfterAChange() throws InterruptedException {
            eventually(() -> assertThat(looks.get()).isGreaterThan(3));
            assertThat(announced.getReceivedCounter()).isZero();
            announced.expectedMessageCount(1);
            registered.expectedMessageCount(1);

            changed.set(true);

            MockEndpoint.assertIsSatisfied(announced, registered);
            still(() -> assertThat(announced.getReceivedCounter()).isEqualTo(1));
        }
    }
}
