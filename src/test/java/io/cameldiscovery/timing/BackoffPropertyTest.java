package io.cameldiscovery.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

class BackoffPropertyTest {

    @Property
    void neverShrinksAndNeverExceedsTheCap(
            @ForAll @LongRange(min = 0, max = 60_000) long firstMillis,
            @ForAll @DoubleRange(min = 1, max = 10) double factor,
            @ForAll @LongRange(min = 0, max = 600_000) long capMillis,
            @ForAll int attempt) {
        Backoff backoff = new Backoff(Duration.ofMillis(firstMillis), factor, Duration.ofMillis(capMillis));

        assertThat(backoff.after(attempt)).isBetween(Duration.ZERO, Duration.ofMillis(capMillis));
        assertThat(backoff.after(Math.max(attempt, attempt + 1))).isGreaterThanOrEqualTo(backoff.after(attempt));
    }

    @Example
    void growsByItsFactor() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), 2, Duration.ofSeconds(1));

        assertThat(backoff.after(0)).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.after(2)).isEqualTo(Duration.ofMillis(400));
        assertThat(backoff.after(9)).isEqualTo(Duration.ofSeconds(1));
    }

    @Example
    void refusesToShrink() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofMillis(1), 0.9, Duration.ofMillis(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofMillis(-1), 1, Duration.ofMillis(1)));
    }
}
