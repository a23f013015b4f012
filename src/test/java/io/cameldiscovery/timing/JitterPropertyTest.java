package io.cameldiscovery.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

class JitterPropertyTest {

    @Property(tries = 300)
    void staysBetweenNothingAndTheCap(@ForAll @LongRange(min = 0, max = 86_400_000) long capMillis, @ForAll long seed) {
        Duration cap = Duration.ofMillis(capMillis);

        assertThat(new Jitter(new Random(seed)).upTo(cap)).isBetween(Duration.ZERO, cap);
    }

    @Property(tries = 300)
    void staysAroundTheBase(
            @ForAll @LongRange(min = 0, max = 86_400_000) long baseMillis,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll long seed) {
        Duration wait = new Jitter(new Random(seed)).around(Duration.ofMillis(baseMillis), share);

        double slack = 1e-6;
        assertThat(wait.toNanos() / 1e6).isBetween(baseMillis * (1 - share) - slack, baseMillis * (1 + share) + slack);
    }

    @Example
    void spreadsWaitsOverTheWholeRange() {
        Jitter jitter = new Jitter(new Random(1));
        boolean[] tenths = new boolean[10];
        for (int i = 0; i < 1000; i++) {
            tenths[(int) Math.min(9, jitter.upTo(Duration.ofMillis(100)).toMillis() / 10)] = true;
        }

        assertThat(tenths).containsOnly(true);
    }
}
