package io.cameldiscovery.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class JitterPropertyTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Property
    void fullJitterLiesBetweenNothingAndItsCap(
            @ForAll long seed, @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long cap) {
        Duration wait = new Jitter(new Random(seed)).upTo(Duration.ofNanos(cap));
        assertThat(wait).isBetween(Duration.ZERO, Duration.ofNanos(cap));
    }

    @Property
    void jitterAroundABaseStaysWithinItsShare(@ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        Duration wait = new Jitter(new Random(seed)).around(SECOND, share);
        Duration reach = Duration.ofNanos(Math.round(share * SECOND.toNanos()) + 1);
        assertThat(wait).isBetween(SECOND.minus(reach), SECOND.plus(reach));
    }

    @Property
    void theSameRandomSourceGivesTheSameWaits(@ForAll long seed) {
        assertThat(new Jitter(new Random(seed)).upTo(SECOND)).isEqualTo(new Jitter(new Random(seed)).upTo(SECOND));
    }

    @Test
    void noCapMeansNoWait() {
        assertThat(new Jitter(new Random(1)).upTo(Duration.ZERO)).isZero();
    }

    @Test
    void reachesBothEndsOfItsRange() {
        Duration cap = Duration.ofNanos(3);
        Jitter jitter = new Jitter(new Random(1));
        assertThat(Stream.generate(() -> jitter.upTo(cap)).limit(200).distinct())
                .containsExactlyInAnyOrder(
                        Duration.ZERO, Duration.ofNanos(1), Duration.ofNanos(2), Duration.ofNanos(3));
    }

    @Test
    void aShareAboveOneNeverWaitsBackwards() {
        RandomGenerator lowest = () -> 0;
        assertThat(new Jitter(lowest).around(SECOND, 5)).isZero();
    }
}
