package io.cameldiscovery.registry;

import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.UnusableStoreException;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells the store until when leases could be renewed, so that the next start knows for how long nobody could. Not
 * thread-safe.
 */
final class RenewalMark {

    /** Longer than any lease. */
    private static final Duration UNKNOWN = Duration.ofDays(365);

    /** Clocks differ by less. */
    private static final Duration STEP = Duration.ofMinutes(1);

    private final LeaseSettings settings;
    private final LeaseStore store;
    private final MonotonicClock monotonic;
    private final Clock wall;
    private long heldUntil;
    private Instant toldAt;
    private long toldNanos;

    RenewalMark(LeaseSettings settings, LeaseStore store, MonotonicClock monotonic, Clock wall) {
        this.settings = settings;
        this.store = store;
        this.monotonic = monotonic;
        this.wall = wall;
        this.toldAt = wall.instant();
        this.toldNanos = monotonic.nanos();
        this.heldUntil = toldNanos;
    }

    /**
     * For how long nobody could renew a lease, of whatever registry; very long if the store does not know.
     *
     * @throws UnusableStoreException if the store cannot be read
     */
    Duration absence() {
        Duration absence = Duration.between(store.renewableUntil(), wall.instant());
        boolean wrong = absence.plus(STEP).isNegative();
        return wrong || absence.compareTo(UNKNOWN) > 0 ? UNKNOWN : absence.isNegative() ? Duration.ZERO : absence;
    }

    /**
     * Stays as it is until the leases that went on after an absence are renewed, or over: for the store they ended in it,
     * and the next restart must not take that for the truth. But not for longer than the absence, or a registry that
     * starts again and again would keep the dead.
     */
    void hold(long now, Duration absence) {
        Duration most = settings.longestGrace();
        holdFor(now, absence.compareTo(most) < 0 ? absence : most);
    }

    private void holdFor(long now, Duration time) {
        long end = now + time.toNanos();
        if (end - heldUntil > 0) {
            heldUntil = end;
        }
    }

    /** @param renewable whether leases can be renewed now */
    void tell(boolean renewable) {
        Instant at = wall.instant();
        long now = monotonic.nanos();
        Duration step = Duration.between(toldAt, at).minusNanos(now - toldNanos).abs();
        if (step.compareTo(STEP) > 0) {
            // The ends that the store keeps are told by another clock.
            holdFor(now, settings.longest());
        }
        toldAt = at;
        toldNanos = now;
        if (renewable && now - heldUntil >= 0) {
            // What fails comes again with the next one.
            var unused = store.saveRenewableUntil(at);
        }
    }
}
