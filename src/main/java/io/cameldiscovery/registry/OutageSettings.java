package io.cameldiscovery.registry;

import io.cameldiscovery.settings.Settings;
import java.time.Duration;

/**
 * What becomes of leases while their store is out of reach, so that nobody can renew one:
 * {@code discovery.registry.outage.*}.
 *
 * @param staleAfter how long the store is out of reach before instances are shown as stale
 * @param keep for how long of it leases do not lapse
 */
public record OutageSettings(Duration staleAfter, Duration keep) {

    /** Nothing: leases lapse as always. */
    public static final OutageSettings NONE = new OutageSettings(Duration.ofDays(100_000), Duration.ZERO);

    public static OutageSettings of(Settings settings) {
        return new OutageSettings(
                settings.duration("discovery.registry.outage.stale-after"),
                settings.duration("discovery.registry.outage.keep"));
    }

    public OutageSettings {
        if (staleAfter.isNegative() || keep.isNegative()) {
            throw new IllegalArgumentException("the times of an outage must not be negative");
        }
    }
}
