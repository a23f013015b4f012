package io.cameldiscovery.server;

import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.Jitter;
import java.time.Duration;

/**
 * How long a server waits that found no registry. All servers of a site may wait for the same registry: however long it
 * was away, those that come in the first second after its return must not be more than twice as many as always. So one
 * that holds a lease comes once or twice in what is left of it; one that holds none comes soon at first, and in the end
 * a little more often than it would renew.
 */
final class RegistrationBackoff {

    /** Of the time between two renewals: between a half and the whole. */
    private static final double LONGEST = 0.75;

    private static final double LONGEST_SPREAD = 1.0 / 3;

    /** Of what is left of the lease: between four and nine tenths, if that is a lot. */
    private static final double OF_LEFT = 0.65;

    private static final double OF_LEFT_SPREAD = 0.25 / OF_LEFT;
    private static final double A_LOT = 0.8;

    private final Duration first;
    private final Jitter jitter;

    /** @param first the wait after the first failure of a server that holds no lease */
    RegistrationBackoff(Duration first, Jitter jitter) {
        this.first = first;
        this.jitter = jitter;
    }

    /**
     * @param left of the lease; negative or nothing if there is none
     * @param renewal the time between two renewals
     * @param failures how many attempts failed in a row, 1 or more
     */
    Duration wait(Duration left, Duration renewal, int failures) {
        if (left.compareTo(share(renewal, A_LOT)) > 0) {
            return jitter.around(share(left, OF_LEFT), OF_LEFT_SPREAD);
        }
        Duration longest = share(renewal, LONGEST);
        boolean had = !left.isNegative() && !left.isZero();
        Duration wait = had ? longest : new Backoff(first, 2, longest).after(failures - 1);
        return jitter.around(wait, LONGEST_SPREAD);
    }

    private static Duration share(Duration time, double share) {
        return Duration.ofNanos(Math.round(time.toNanos() * share));
    }
}
