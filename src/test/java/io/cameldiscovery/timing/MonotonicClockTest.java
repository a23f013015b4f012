package io.cameldiscovery.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {

    @Test
    void tellsHowLongAgoAMomentWas() {
        MonotonicClock clock = () -> 5_000;
        assertThat(clock.since(2_000)).isEqualTo(Duration.ofNanos(3_000));
    }

    @Test
    void tellsItRightWhenItsNumbersWrapAround() {
        MonotonicClock clock = () -> Long.MIN_VALUE + 9;
        assertThat(clock.since(Long.MAX_VALUE)).isEqualTo(Duration.ofNanos(10));
    }

    @Test
    void neverMovesBackInThisProcess() {
        MonotonicClock clock = MonotonicClock.system();
        long before = clock.nanos();
        assertThat(clock.nanos() - before).isNotNegative();
    }
}
