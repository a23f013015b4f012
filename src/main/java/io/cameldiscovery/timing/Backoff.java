package io.cameldiscovery.timing;

import java.time.Duration;

/**
 * Exponential back-off.
 *
 * @param first the wait after attempt 0
 * @param factor by how much each wait is longer than the one before, 1 or more
 * @param cap the longest wait
 */
public record Backoff(Duration first, double factor, Duration cap) {

    /** @throws IllegalArgumentException if a wait is negative or the factor below 1 */
    public Backoff {
        if (first.isNegative() || cap.isNegative() || factor < 1) {
            throw new IllegalArgumentException("a back-off has positive waits and a factor of at least 1");
        }
    }

    /** How long to wait after that attempt, counted from 0. */
    public Duration after(int attempt) {
        double nanos = first.toNanos() * Math.pow(factor, Math.max(0, attempt));
        return nanos >= cap.toNanos() ? cap : Duration.ofNanos(Math.round(nanos));
    }
}
