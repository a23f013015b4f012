package io.cameldiscovery.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacingTest {

    private static final Duration RENEWAL = Duration.ofMinutes(10);

    private final HandClock clock = new HandClock();
    private final Pacing pacing = new Pacing(10, clock);

    @Test
    void takesAllThatComeAtTheRateThatItMayTakeInAnyCase() {
        for (int second = 0; second < 60; second++) {
            assertThat(deferred(10, 0, Duration.ZERO)).isZero();
            clock.forward(Duration.ofSeconds(1));
        }
    }

    @Test
    void takesTwiceAsManyAsTheLeasesNeed() {
        assertThat(deferred(1000, 100, Duration.ofMinutes(20))).isEqualTo(1000 - 10);
        clock.forward(Duration.ofSeconds(1));
        assertThat(deferred(1000, 100, Duration.ofMinutes(20))).isEqualTo(1000 - 200);
    }

    @Test
    void tellsThoseTooManyToComeAtHalfTheRateThatItTakes() {
        Map<Duration, Integer> waits = new HashMap<>();
        for (int i = 0; i < 110; i++) {
            Duration wait = pacing.defer(0, Duration.ZERO, RENEWAL);
            if (wait != null) {
                waits.merge(wait, 1, Integer::sum);
            }
        }
        assertThat(waits).hasSize(20).containsEntry(Duration.ofSeconds(1), 5).containsEntry(Duration.ofSeconds(20), 5);
    }

    @Test
    void sendsNobodyAwayForMoreThanHalfOfItsLease() {
        assertThat(deferred(10_000, 0, Duration.ofSeconds(40))).isEqualTo(20 * 5);
        assertThat(deferred(100, 0, Duration.ofSeconds(40))).isZero();
        assertThat(pacing.defer(0, Duration.ofSeconds(1), RENEWAL)).isNull();
    }

    @Test
    void letsOneWithoutALeaseWaitNoLongerThanARenewalTime() {
        for (int i = 0; i < 100_000; i++) {
            Duration wait = pacing.defer(0, Duration.ZERO, RENEWAL);
            assertThat(wait == null || wait.compareTo(RENEWAL) <= 0).isTrue();
        }
    }

    @Test
    void leavesTheRenewalTimeAsItIsWhileFewRenewThen() {
        assertThat(pacing.renewAfter(RENEWAL, 0)).isEqualTo(RENEWAL);
        assertThat(pacing.renewAfter(Duration.ofMillis(1500), 0)).isEqualTo(Duration.ofMillis(1500));
        assertThat(pacing.renewAfter(Duration.ofDays(1), 0)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void spreadsRenewalsThatWouldComeTogether() {
        Map<Duration, Integer> waits = new HashMap<>();
        for (int i = 0; i < 1500; i++) {
            waits.merge(pacing.renewAfter(RENEWAL, 2), 1, Integer::sum);
        }
        assertThat(waits.values()).allMatch(count -> count <= 10);
        assertThat(waits.keySet()).allMatch(wait -> wait.compareTo(Duration.ofSeconds(450)) >= 0);
    }

    @Test
    void forgetsWhatItPlannedWhenTheTimeIsOver() {
        for (int round = 0; round < 5; round++) {
            assertThat(deferred(1000, 0, Duration.ofHours(10))).isEqualTo(990);
            clock.forward(Duration.ofHours(2));
        }
    }

    private int deferred(int requests, double demand, Duration left) {
        return (int) IntStream.range(0, requests)
                .filter(i -> pacing.defer(demand, left, RENEWAL) != null)
                .count();
    }
}
