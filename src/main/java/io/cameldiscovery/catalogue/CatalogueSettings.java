package io.cameldiscovery.catalogue;

import java.time.Duration;

/**
 * How much a catalogue holds.
 *
 * @param total most instances altogether
 * @param services most services
 * @param perService most instances of one service
 * @param tombstones most instances that ended and are remembered; the oldest is forgotten first
 * @param tombstoneAge for how long they are remembered
 * @param longestLife the longest life time granted to a record, whatever it states
 */
public record CatalogueSettings(
        int total, int services, int perService, int tombstones, Duration tombstoneAge, Duration longestLife) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final CatalogueSettings DEFAULTS = new CatalogueSettings(10_000, 5_000, 1_000, 10_000, DAY, DAY);

    /** @throws IllegalArgumentException if a limit is not above zero, or a duration above 10 years */
    public CatalogueSettings {
        if (total < 1 || services < 1 || perService < 1 || tombstones < 1) {
            throw new IllegalArgumentException("every limit of a catalogue must be at least 1");
        }
        requireUsable(tombstoneAge);
        requireUsable(longestLife);
    }

    /** 10,000 instances of 5,000 services, 1,000 per service; 10,000 tombstones for a day; lives of at most a day. */
    public static CatalogueSettings defaults() {
        return DEFAULTS;
    }

    private static void requireUsable(Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(Duration.ofDays(3650)) > 0) {
            throw new IllegalArgumentException("a duration of a catalogue must be above 0 and at most 10 years");
        }
    }
}
