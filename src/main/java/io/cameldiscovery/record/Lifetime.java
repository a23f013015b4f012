package io.cameldiscovery.record;

import java.time.Duration;

/**
 * How long a record lives that is repeated: by announcements on the LAN, by renewals at a registry. Three repetitions make
 * one life time, so that two in a row may be lost.
 */
public final class Lifetime {

    /** How often a record is repeated in its life time. */
    public static final int REPETITIONS = 3;

    /** Tokens tell times in whole seconds. */
    public static final Duration SHORTEST = Duration.ofSeconds(1);

    private Lifetime() {}

    /** The life time of a record that is repeated that often. */
    public static Duration of(Duration interval) {
        return interval.multipliedBy(REPETITIONS);
    }

    /** How often a record with that life time is repeated. */
    public static Duration interval(Duration lifetime) {
        return lifetime.dividedBy(REPETITIONS);
    }
}
