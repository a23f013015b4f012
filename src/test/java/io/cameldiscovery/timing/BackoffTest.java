package io.cameldiscovery.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(1));

    @Test
    void growsByItsFactorUntilTheCap() {
        assertThat(IntStream.range(0, 6).mapToObj(backoff::after).map(Duration::toMillis))
                .containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L);
    }

    @Test
    void staysAtTheCapHoweverManyAttemptsThereWere() {
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void takesAnAttemptBeforeTheFirstForTheFirst() {
        assertThat(backoff.after(-1)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void staysTheSameWithAFactorOfOne() {
        Backoff steady = new Backoff(Duration.ofMillis(7), 1, Duration.ofSeconds(1));
        assertThat(steady.after(1000)).isEqualTo(Duration.ofMillis(7));
    }

    @Test
    void neverWaitsLongerThanTheCapEvenAtFirst() {
        Backoff capped = new Backoff(Duration.ofSeconds(5), 2, Duration.ofSeconds(1));
        assertThat(capped.after(0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void refusesToShrinkOrToWaitBackwards() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, 0.5, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second.negated(), 2, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(second, 2, second.negated()));
    }
}
