package io.cameldiscovery.timing;

import java.time.Duration;

/** Time that only moves forward, for leases, time-outs and ages. Wall-clock time is used for signature windows only. */
@FunctionalInterface
public interface MonotonicClock {

    /** Nanoseconds since an arbitrary moment; only differences mean anything. */
    long nanos();

    /** Time elapsed since a moment of this clock. */
    default Duration since(long nanos) {
        return Duration.ofNanos(nanos() - nanos);
    }

    /** The clock of this process. */
    static MonotonicClock system() {
        return System::nanoTime;
    }
}
