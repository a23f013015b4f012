package io.cameldiscovery.timing;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PendingRepliesTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final PendingReplies<String, Integer> rendezvous = new PendingReplies<>(timer, 3);

    @BeforeEach
    void forgetCancelledTimers() {
        timer.setRemoveOnCancelPolicy(true);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void handsAValueToWhoWaitsForItsKey() {
        CompletableFuture<Integer> a = rendezvous.await("a", LONG);
        CompletableFuture<Integer> b = rendezvous.await("b", LONG);
        assertThat(rendezvous.isAwaited("a")).isTrue();

        assertThat(rendezvous.offer("a", 1)).isTrue();

        assertThat(a).isCompletedWithValue(1);
        assertThat(b).isNotDone();
        assertThat(rendezvous.isAwaited("a")).isFalse();
    }

    @Test
    void tellsWhoOffersThatNobodyWaits() {
        assertThat(rendezvous.offer("a", 1)).isFalse();
        rendezvous.await("a", LONG);
        rendezvous.offer("a", 1);

        assertThat(rendezvous.offer("a", 2)).isFalse();
    }

    @Test
    void failsWhenNothingComesInTime() {
        CompletableFuture<Integer> a = rendezvous.await("a", Duration.ofMillis(20));

        assertThat(a).failsWithin(30, TimeUnit.SECONDS).withThrowableThat().withCauseInstanceOf(TimeoutException.class);
        eventually(() -> assertThat(rendezvous.size()).isZero());
    }

    @Test
    void letsASecondWaiterTakeThePlaceOfTheFirst() {
        CompletableFuture<Integer> first = rendezvous.await("a", LONG);
        CompletableFuture<Integer> second = rendezvous.await("a", LONG);

        assertThat(first).isCancelled();
        assertThat(rendezvous.isAwaited("a")).as("by the second").isTrue();
        rendezvous.offer("a", 2);
        assertThat(second).isCompletedWithValue(2);
    }

    @Test
    void refusesToHoldMoreThanItsCapacity() {
        rendezvous.await("a", LONG);
        rendezvous.await("b", LONG);
        CompletableFuture<Integer> c = rendezvous.await("c", LONG);

        assertThat(rendezvous.await("d", LONG))
                .failsWithin(0, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class);

        rendezvous.offer("c", 3);
        assertThat(c).isCompletedWithValue(3);
        assertThat(rendezvous.await("d", LONG)).isNotDone();
    }

    @Test
    void holdsNothingForThoseWhoLeft() {
        rendezvous.await("a", LONG).cancel(false);
        rendezvous.await("b", LONG);
        rendezvous.offer("b", 1);

        assertThat(rendezvous.size()).isZero();
        assertThat(timer.getQueue()).isEmpty();
    }
}
