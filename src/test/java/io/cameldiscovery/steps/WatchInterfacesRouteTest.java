package io.cameldiscovery.steps;

import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The route alone: interfaces of this machine do not change for a test. {@code LanSocketIT} has some that do. */
class WatchInterfacesRouteTest {

    private final AtomicBoolean changed = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger announced = new AtomicInteger();
    private final AtomicInteger registered = new AtomicInteger();
    private final Main main = new Main();

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void announcesAndRegistersAtOnceAfterAChange() throws Exception {
        start(true);
        eventually(() -> assertThat(looks.get()).isGreaterThan(3));
        assertThat(announced.get()).isZero();

        changed.set(true);

        eventually(() -> assertThat(announced.get()).isEqualTo(1));
        eventually(() -> assertThat(registered.get()).isEqualTo(1));
        still(() -> assertThat(announced.get()).isEqualTo(1));
    }

    @Test
    void goesOnWatchingOnANodeThatAnnouncesNothing() throws Exception {
        start(false);
        changed.set(true);
        eventually(() -> assertThat(changed.get()).isFalse());

        int before = looks.get();
        eventually(() -> assertThat(looks.get()).isGreaterThan(before + 3));
    }

    private void start(boolean server) throws Exception {
        main.addInitialProperty("camel.main.shutdownTimeout", "5");
        main.addInitialProperty("discovery.lan.watch-interval", "20");
        main.configure()
                .withRoutesIncludePattern(
                        "file:routes/common/watch-interfaces.camel.yaml,file:routes/common/dropped-messages.camel.yaml");
        main.bind("followInterfaces", (Processor) exchange -> {
            looks.incrementAndGet();
            exchange.getMessage().setBody(changed.getAndSet(false));
        });
        main.bind("countFailure", (Processor) exchange -> {});
        if (server) {
            main.configure().addRoutesBuilder(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:announce").process(exchange -> announced.incrementAndGet());
                    from("direct:renew-at-once").process(exchange -> registered.incrementAndGet());
                }
            });
        }
        main.start();
    }
}
