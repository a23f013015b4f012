package io.cameldiscovery.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.core.ThrowingRunnable;

/** Generous where success is awaited, brief where silence is: a loaded machine makes neither fail. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SILENCE = Duration.ofMillis(600);

    private Eventually() {}

    /** Waits until the assertion holds. */
    public static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
    }

    /** Watches the assertion hold for a while. */
    public static void still(ThrowingRunnable assertion) {
        await().during(SILENCE)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    /** Waits until a number has stopped changing for a while. */
    public static void settled(Supplier<Integer> number) {
        AtomicInteger last = new AtomicInteger(-1);
        await().during(SILENCE)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    int now = number.get();
                    return last.getAndSet(now) == now;
                });
    }
}
