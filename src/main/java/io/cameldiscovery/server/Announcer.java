package io.cameldiscovery.server;

import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.timing.Jitter;
import java.time.Duration;
import java.util.List;

/** Creates this node's announcements and goodbyes, and decides when they are sent. Thread-safe. */
public final class Announcer {

    private static final List<Duration> START_PAUSES =
            List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2));
    private static final double START_JITTER = 0.2;
    /** A record on the LAN is valid for this many announcement intervals: two announcements may be lost. */
    private static final int INTERVALS_TO_LIVE = 3;

    private final OwnInstances own;
    private final Duration interval;
    private final double jitterShare;
    private final Jitter jitter;

    /** @param jitterShare maximum deviation from the interval, as a share of it */
    public Announcer(OwnInstances own, Duration interval, double jitterShare, Jitter jitter) {
        this.own = own;
        this.interval = interval;
        this.jitterShare = jitterShare;
        this.jitter = jitter;
    }

    /** How long a record announced on the LAN is valid. */
    public static Duration lifetime(Duration interval) {
        return interval.multipliedBy(INTERVALS_TO_LIVE);
    }

    public List<Announcement> announcements() {
        return own.records(lifetime(interval)).stream().map(Announcement::new).toList();
    }

    public List<Goodbye> goodbyes() {
        return own.records(lifetime(interval)).stream().map(Goodbye::new).toList();
    }

    /** Stops offering a service and returns the goodbye; empty if it was not offered. */
    public List<Goodbye> withdraw(ServiceName service) {
        return own.withdraw(service, lifetime(interval)).stream()
                .map(Goodbye::new)
                .toList();
    }

    /** Milliseconds before that copy of the first announcement, counted from 0: sent after about 0, 1 and 3 s. */
    public long startPause(int copy) {
        return jitter.around(START_PAUSES.get(Math.min(copy, START_PAUSES.size() - 1)), START_JITTER)
                .toMillis();
    }

    /** Milliseconds to add to an interval, so that nodes that started together drift apart. */
    public long regularPause() {
        return jitter.upTo(Duration.ofNanos(Math.round(interval.toNanos() * jitterShare)))
                .toMillis();
    }
}
