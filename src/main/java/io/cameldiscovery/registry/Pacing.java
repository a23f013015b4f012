package io.cameldiscovery.registry;

import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Spreads registrations over time. It plans each renewal into the second for which few others are planned, and when more
 * come at once than twice the rate at which the leases that are held need renewal, tells those too many a second with
 * room. Nobody is sent away for longer than half of what is left of its lease. Thread-safe.
 */
public final class Pacing {

    private static final int HORIZON = 4096;
    private static final double EARLIEST = 0.75;
    private static final Duration TOO_SHORT = Duration.ofSeconds(4);

    private final double least;
    private final MonotonicClock clock;
    private final long start;

    private final int[] planned = new int[HORIZON];
    private long second;
    private double room;
    private long filledAt;

    /** @param least how many registrations a second are always taken, even if few leases are held */
    public Pacing(double least, MonotonicClock clock) {
        this.least = least;
        this.clock = clock;
        this.start = clock.nanos();
        this.filledAt = start;
        this.room = least;
    }

    public static Pacing of(Settings settings, MonotonicClock clock) {
        return new Pacing(settings.number("discovery.registry.pacing.rate", 1, 1e9), clock);
    }

    /** Takes all as they come. */
    public static Pacing none(MonotonicClock clock) {
        return new Pacing(Double.POSITIVE_INFINITY, clock);
    }

    /** Whether a registration is taken now, as most are; else {@link #defer} says when. */
    synchronized boolean takesNow(double demand) {
        return takes(most(demand));
    }

    /**
     * Whether a registration has to wait, and for how long; null if it is taken now.
     *
     * @param demand how many renewals a second the leases need that are held
     * @param left of the lease of this instance; nothing if it holds none
     * @param longest how long an instance without a lease may have to wait
     */
    synchronized @Nullable Duration defer(double demand, Duration left, Duration longest) {
        double most = most(demand);
        if (takes(most)) {
            return null;
        }
        Duration limit = left.isZero() || longest.compareTo(left.dividedBy(2)) < 0 ? longest : left.dividedBy(2);
        int chosen = seek(1, (int) Math.min(limit.toSeconds(), HORIZON - 1), most / 2);
        if (chosen == 0) {
            if (!left.isZero()) {
                return null;
            }
            chosen = (int) Math.max(1, Math.min(limit.toSeconds(), HORIZON - 1));
        }
        return plan(chosen);
    }

    /** When those come again whom the store could not serve: not before that time, and not all together. */
    synchronized Duration later(Duration earliest, double demand, Duration longest) {
        int from = (int) Math.max(1, Math.min(earliest.toSeconds(), HORIZON - 1));
        int to = (int) Math.max(from, Math.min(longest.toSeconds(), HORIZON - 1));
        advance();
        int chosen = seek(from, to, most(demand) / 2);
        return plan(chosen == 0 ? to : chosen);
    }

    /** When an instance renews that would usually do so after that time: then, or a little earlier. */
    synchronized Duration renewAfter(Duration usual, double demand) {
        if (usual.compareTo(TOO_SHORT) < 0 || usual.toSeconds() >= HORIZON) {
            return usual;
        }
        advance();
        int latest = (int) usual.toSeconds();
        int chosen = latest;
        for (int ahead = latest; ahead >= latest * EARLIEST; ahead--) {
            if (count(ahead) < count(chosen)) {
                chosen = ahead;
            }
            if (count(ahead) <= demand) {
                break;
            }
        }
        plan(chosen);
        return usual.minusSeconds(latest - chosen);
    }

    private double most(double demand) {
        return Math.max(least, 2 * demand);
    }

    private boolean takes(double most) {
        advance();
        if (Double.isInfinite(most)) {
            return true;
        }
        long now = clock.nanos();
        room = Math.min(Math.max(1, most), room + (now - filledAt) / 1e9 * most);
        filledAt = now;
        if (room < 1) {
            return false;
        }
        room--;
        return true;
    }

    /** The first second with room for one more, counted from now; 0 if there is none. */
    private int seek(int from, int to, double most) {
        for (int ahead = from; ahead <= to; ahead++) {
            if (count(ahead) < most) {
                return ahead;
            }
        }
        return 0;
    }

    private int count(int ahead) {
        return planned[(int) ((second + ahead) % HORIZON)];
    }

    private Duration plan(int ahead) {
        planned[(int) ((second + ahead) % HORIZON)]++;
        return Duration.ofSeconds(ahead);
    }

    private void advance() {
        long now = (clock.nanos() - start) / 1_000_000_000L;
        if (now - second >= HORIZON) {
            Arrays.fill(planned, 0);
        } else {
            for (long passed = second; passed < now; passed++) {
                planned[(int) (passed % HORIZON)] = 0;
            }
        }
        second = now;
    }
}
