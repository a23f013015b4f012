package io.cameldiscovery.timing;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Random waits that keep many nodes from sending at once. */
public final class Jitter {

    private final RandomGenerator random;

    public Jitter(RandomGenerator random) {
        this.random = random;
    }

    /** A random wait between 0 and {@code cap} ("full jitter"). */
    public Duration upTo(Duration cap) {
        return cap.isZero() ? Duration.ZERO : Duration.ofNanos(random.nextLong(cap.toNanos() + 1));
    }

    /** A random wait between {@code base × (1 - share)} and {@code base × (1 + share)}. */
    public Duration around(Duration base, double share) {
        double factor = 1 + share * (2 * random.nextDouble() - 1);
        return Duration.ofNanos(Math.max(0, Math.round(base.toNanos() * factor)));
    }
}
