package io.cameldiscovery.registry;

import io.cameldiscovery.settings.Settings;
import java.time.Duration;

/**
 * When a registry takes the end of many leases for a fault of the network, and how long it keeps them then:
 * {@code discovery.registry.guard.*}.
 *
 * @param share of the instances of one service: when more than that lapses within one interval, they are suspect instead
 *     of gone; between 0 and 1, and 1 for never
 * @param least a service with fewer instances than that is not guarded, 2 or more
 * @param interval how far apart leases may lapse to count as one event
 * @param time how long after its end a lease is kept at most
 */
public record PartitionGuardSettings(double share, int least, Duration interval, Duration time) {

    /** Every lease that lapses is gone. */
    public static final PartitionGuardSettings OFF =
            new PartitionGuardSettings(1, Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO);

    public static PartitionGuardSettings of(Settings settings) {
        return new PartitionGuardSettings(
                settings.number("discovery.registry.guard.share", 0, 1),
                settings.integer("discovery.registry.guard.min-instances", 2, 10_000_000),
                settings.duration("discovery.registry.guard.interval"),
                settings.duration("discovery.registry.guard.time"));
    }

    /** @throws IllegalArgumentException if a value is outside the range that its parameter states */
    public PartitionGuardSettings {
        if (!(share >= 0 && share <= 1) || least < 2) {
            throw new IllegalArgumentException("a guard has a share between 0 and 1, and guards at least 2 instances");
        }
        if (interval.isNegative() || time.isNegative()) {
            throw new IllegalArgumentException("interval and time of a guard must not be negative");
        }
    }

    boolean isOn() {
        return share < 1;
    }

    boolean isTooMany(int lapsed, int instances) {
        return isOn() && instances >= least && lapsed > share * instances;
    }
}
