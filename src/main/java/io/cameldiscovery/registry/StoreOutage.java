package io.cameldiscovery.registry;

import io.cameldiscovery.timing.InWords;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An outage is the time in which the store is out of reach. It is looked at whenever somebody asks. Thread-safe. */
final class StoreOutage {

    private static final Logger LOG = LoggerFactory.getLogger(StoreOutage.class);

    private final OutageSettings settings;
    private final BooleanSupplier inReach;
    private final Runnable onTurn;
    private final MonotonicClock clock;
    private volatile @Nullable Long since;
    private boolean said;

    /** @param onTurn when instances become stale, and when they are no longer */
    StoreOutage(OutageSettings settings, BooleanSupplier inReach, Runnable onTurn, MonotonicClock clock) {
        this.settings = settings;
        this.inReach = inReach;
        this.onTurn = onTurn;
        this.clock = clock;
    }

    boolean isInReach() {
        return length() == null;
    }

    /** Since when the store is out of reach, in nanoseconds of the monotonic clock; null if it is in reach. */
    @Nullable
    Long since() {
        return length() == null ? null : since;
    }

    /** Whether leases must not lapse, since nobody can renew them. */
    boolean holdsLeases() {
        Duration length = length();
        return length != null && length.compareTo(settings.keep()) < 0;
    }

    /** Whether so much may be missing that the registry must say so. */
    boolean isLong() {
        Duration length = length();
        boolean isLong = length != null && length.compareTo(settings.staleAfter()) >= 0;
        if (isLong && !said) {
            say();
        }
        return isLong;
    }

    private @Nullable Duration length() {
        Long began = since;
        boolean fine = inReach.getAsBoolean();
        if (fine != (began == null)) {
            turn(fine);
            began = since;
        }
        return began == null ? null : clock.since(began);
    }

    private synchronized void turn(boolean fine) {
        since = fine ? null : Long.valueOf(clock.nanos());
        if (fine && said) {
            said = false;
            onTurn.run();
            LOG.info("The lease store is in reach again: instances are no longer stale");
        }
    }

    private synchronized void say() {
        if (!said) {
            said = true;
            onTurn.run();
            LOG.warn(
                    "The lease store has been out of reach for {} or more: instances are shown as stale, and their leases"
                            + " do not lapse for up to {}",
                    InWords.of(settings.staleAfter()),
                    InWords.of(settings.keep()));
        }
    }
}
