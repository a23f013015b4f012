package io.cameldiscovery.registry.lookup;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.ChangeIndex;
import io.cameldiscovery.registry.WatchKey;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What many ask for is built once. */
class SharedViewTest {

    private static final ServiceName ORDERS = new ServiceName("orders");

    private final HandClock clock = new HandClock();
    private final ChangeIndex changes = new ChangeIndex(clock);
    private final AtomicInteger built = new AtomicInteger();

    private SharedView<Integer> view(int rest, Runnable building) {
        return new SharedView<>(changes, WatchKey.SERVICES, clock::nanos, Duration.ofSeconds(5), rest, () -> {
            building.run();
            return built.incrementAndGet();
        });
    }

    @Test
    void isBuiltAgainAfterAChangeAndAfterAWhile() {
        SharedView<Integer> view = view(0, () -> {});
        assertThat(view.known()).isNull();

        assertThat(List.of(view.get(), view.get())).containsExactly(1, 1);
        assertThat(view.known()).isEqualTo(1);
        changes.stateChanged(ORDERS);
        assertThat(view.get()).as("another topic").isEqualTo(1);
        changes.came(ORDERS);
        assertThat(view.known()).isNull();
        assertThat(view.get()).isEqualTo(2);
        clock.forward(Duration.ofSeconds(5));
        assertThat(view.known()).isNull();
        assertThat(view.get()).isEqualTo(3);
    }

    @Test
    void isBuiltOnceForAllWhoWaitHoweverMuchChangesMeanwhile() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger under = new AtomicInteger();
        SharedView<Integer> view = view(0, () -> {
            under.incrementAndGet();
            try {
                assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            changes.came(ORDERS);
        });
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CompletableFuture<Integer> one = new CompletableFuture<>();
            Thread thread = new Thread(() -> one.complete(view.get()));
            thread.start();
            threads.add(thread);
            all.add(one);
        }
        eventually(() -> assertThat(threads)
                .filteredOn(thread -> thread.getState() == Thread.State.BLOCKED)
                .hasSize(9));

        go.countDown();

        for (CompletableFuture<Integer> one : all) {
            assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(under).hasValue(1);
    }

    @Test
    void restsInProportionToItsWork() {
        SharedView<Integer> view = view(4, () -> clock.forward(Duration.ofMillis(100)));
        view.get();

        changes.came(ORDERS);
        clock.forward(Duration.ofMillis(399));
        assertThat(view.get()).as("behind").isEqualTo(1);
        clock.forward(Duration.ofMillis(1));
        assertThat(view.get()).isEqualTo(2);
    }
}
