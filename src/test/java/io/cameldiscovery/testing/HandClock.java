package io.cameldiscovery.testing;

import io.cameldiscovery.timing.MonotonicClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A monotonic and a wall clock that move together, by hand. Starts just before the nanoseconds wrap around. */
public final class HandClock extends Clock implements MonotonicClock {

    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private volatile long nanos = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    private volatile Instant wall = START;

    public synchronized void forward(Duration time) {
        nanos += time.toNanos();
        wall = wall.plus(time);
    }

    /** Somebody sets the wall clock; no time passes. */
    public void setWall(Instant time) {
        wall = time;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return wall;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("nobody here knows zones");
    }
}
