package io.cameldiscovery.registry;

import java.time.Duration;

/**
 * On what terms a registry keeps records.
 *
 * @param longest no lease is longer than this, whatever its token asks for
 * @param restartGrace what every lease has left at least after a restart, in which nobody could renew it; if the time
 *     between two renewals is longer, then that
 * @param memory how long an instance that left is remembered, so that its old registrations are refused; longer than
 *     any token lives
 * @param renewals how often a lease should be renewed in its time, 1 or more
 * @param maxLeases how many instances are kept at most, 1 or more; also how many that left are remembered
 * @param maxInstances how many instances of one service are kept at most, 1 or more
 */
public record LeaseTerms(
        Duration longest, Duration restartGrace, Duration memory, int renewals, int maxLeases, int maxInstances) {

    /** @throws IllegalArgumentException if a value is outside the range that its parameter states */
    public LeaseTerms {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("the longest lease must be longer than nothing, not " + longest);
        }
        if (restartGrace.isNegative() || memory.isNegative()) {
            throw new IllegalArgumentException("restart grace and memory must not be negative");
        }
        if (renewals < 1 || maxLeases < 1 || maxInstances < 1) {
            throw new IllegalArgumentException("renewals and limits of a registry must be at least 1");
        }
    }

    Duration granted(Duration asked) {
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    /**
     * How long a lease lasts at least when nobody could renew it: a server that found no registry comes again within the
     * time between two renewals.
     */
    Duration grace(Duration term) {
        Duration renewal = renewal(term);
        return renewal.compareTo(restartGrace) < 0 ? restartGrace : renewal;
    }

    /** How long the longest lease lasts without a renewal. */
    Duration longestRenewal() {
        return renewal(longest);
    }

    /** When to renew a lease that lasts as long as that. */
    Duration renewal(Duration lease) {
        // Duration.dividedBy goes by way of BigDecimal, twice for each registration.
        return Duration.ofNanos(lease.toNanos() / renewals);
    }

    /** What is left of a lease after a restart: what the wall clock says, but at least the grace and at most all of it. */
    Duration afterRestart(Duration term, Duration left) {
        Duration grace = grace(term);
        Duration atLeast = left.compareTo(grace) < 0 ? grace : left;
        return atLeast.compareTo(term) < 0 ? atLeast : term;
    }
}
