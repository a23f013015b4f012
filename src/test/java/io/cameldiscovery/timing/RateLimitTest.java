package io.cameldiscovery.timing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private final HandClock clock = new HandClock();

    @Test
    void allowsABurstAndThenSoManyASecond() {
        RateLimit<String> limit = new RateLimit<>(10, 5, clock);
        assertThat(allowed(limit, "a", 100)).isEqualTo(5);

        clock.forward(Duration.ofMillis(300));
        assertThat(allowed(limit, "a", 100)).isEqualTo(3);
        clock.forward(Duration.ofMillis(99));
        assertThat(allowed(limit, "a", 100)).isZero();
    }

    @Test
    void savesUpNoMoreThanTheBurst() {
        RateLimit<String> limit = new RateLimit<>(10, 5, clock);
        clock.forward(Duration.ofHours(1));

        assertThat(allowed(limit, "a", 100)).isEqualTo(5);
    }

    @Test
    void givesEverySourceItsOwnShare() {
        RateLimit<String> limit = new RateLimit<>(10, 5, clock);
        allowed(limit, "a", 100);

        assertThat(allowed(limit, "b", 100)).isEqualTo(5);
    }

    @Test
    void limitsNothingWhenTheRateIsZero() {
        assertThat(allowed(new RateLimit<>(0, 1, clock), "a", 10_000)).isEqualTo(10_000);
    }

    @Test
    void keepsCountingWhereTheClockWrapsAround() {
        RateLimit<String> limit = new RateLimit<>(1, 1, clock);
        for (int second = 0; second < 20; second++) {
            assertThat(allowed(limit, "a", 5)).isEqualTo(1);
            clock.forward(Duration.ofSeconds(1));
        }
    }

    private static int allowed(RateLimit<String> limit, String source, int attempts) {
        int allowed = 0;
        for (int attempt = 0; attempt < attempts; attempt++) {
            allowed += limit.allows(source) ? 1 : 0;
        }
        return allowed;
    }
}
