package io.cameldiscovery.registry;

import io.cameldiscovery.record.Lifetime;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.token.KeySettings;
import java.time.Duration;

/**
 * On what terms a registry keeps records: {@code discovery.registry.longest-lease} and what follows it.
 *
 * @param longest no lease is longer than this, whatever its token asks for
 * @param restartGrace how long a lease goes on at most that has less left after a time in which nobody could renew it; if
 *     the time between two renewals is longer, then that
 * @param memory how long an instance that left is remembered, so that its old registrations are refused; longer than
 *     any token lives
 * @param renewals how often a lease should be renewed in its time, 1 or more
 * @param maxLeases how many instances are kept at most, 1 or more; also how many that left are remembered
 * @param maxInstances how many instances of one service are kept at most, 1 or more
 * @param tolerance by how much the clocks of server and registry may differ: no lease outlasts its token by more
 */
public record LeaseSettings(
        Duration longest,
        Duration restartGrace,
        Duration memory,
        int renewals,
        int maxLeases,
        int maxInstances,
        Duration tolerance) {

    private static final Duration CENTURY = Duration.ofDays(36_500);

    /** @param keys what tokens a registry believes */
    public static LeaseSettings of(Settings settings, KeySettings keys) {
        return new LeaseSettings(
                settings.duration("discovery.registry.longest-lease"),
                settings.duration("discovery.registry.restart-grace"),
                // Else an old registration of an instance that left would be taken when nobody remembers that it left.
                settings.duration(
                        "discovery.registry.memory",
                        keys.maxLifetime().plus(keys.clockTolerance()),
                        "discovery.trust.max-lifetime and discovery.trust.clock-tolerance together"),
                Lifetime.REPETITIONS,
                settings.integer("discovery.registry.max-leases", 1, 100_000_000),
                settings.integer("discovery.registry.max-instances", 1, 10_000_000),
                keys.clockTolerance());
    }

    /** With clocks that are not compared: a lease lasts as long as its token was to live when it was made. */
    public LeaseSettings(
            Duration longest, Duration restartGrace, Duration memory, int renewals, int maxLeases, int maxInstances) {
        this(longest, restartGrace, memory, renewals, maxLeases, maxInstances, CENTURY);
    }

    /** @throws IllegalArgumentException if a value is outside the range that its parameter states */
    public LeaseSettings {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("the longest lease must be longer than nothing, not " + longest);
        }
        if (restartGrace.isNegative() || memory.isNegative() || tolerance.isNegative()) {
            throw new IllegalArgumentException("restart grace, memory and tolerance must not be negative");
        }
        if (renewals < 1 || maxLeases < 1 || maxInstances < 1) {
            throw new IllegalArgumentException("renewals and limits of a registry must be at least 1");
        }
    }

    Duration granted(Duration asked) {
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    /**
     * @param asked the whole life time of a token
     * @param left what is left of it by this registry's clock
     */
    Duration granted(Duration asked, Duration left) {
        return granted(shorter(asked, longer(left.plus(tolerance), Duration.ZERO)));
    }

    /** A server that found no registry comes again within the time between two renewals. */
    private Duration grace(Duration term) {
        return longer(renewal(term), restartGrace);
    }

    /** After what time without an outage no lease goes on because of the last one. */
    public Duration longestGrace() {
        return grace(longest);
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

    /**
     * What is left of a lease after a time in which nobody could renew it: that time more than the clock says, as long as
     * it is no more than the grace, and never more than all of the lease.
     *
     * @param left by the clock; negative if the lease is over
     * @param away how long nobody could renew it
     */
    Duration afterAbsence(Duration term, Duration left, Duration away) {
        Duration atLeast = shorter(longer(left, Duration.ZERO).plus(away), grace(term));
        return shorter(longer(left, atLeast), term);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
