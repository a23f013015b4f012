package io.cameldiscovery.registry;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import java.time.Duration;

/**
 * A record that the registry keeps until its time is over, unless it is renewed. Immutable.
 *
 * @param key the instance that holds the lease
 * @param version which of its statements this is
 * @param token the signed record exactly as it came, to be handed on to those who verify it themselves
 * @param term how long a lease was granted
 * @param since when it was granted, in nanoseconds of the monotonic clock
 * @param deadline when it ends, in nanoseconds of the monotonic clock
 * @param suspect whether its own time is over, and it is kept because so many of its service ended at once
 */
public record Lease(
        ServiceRecord.Key key,
        Version version,
        String token,
        Duration term,
        long since,
        long deadline,
        boolean suspect) {

    public ServiceName service() {
        return key.service();
    }

    public InstanceId instance() {
        return key.instance();
    }

    public Sequence sequence() {
        return version.sequence();
    }

    /** The key that signed it. */
    public String keyId() {
        return version.keyId();
    }

    /** How long ago the registry heard of this instance. */
    public Duration age(long now) {
        return Duration.ofNanos(Math.max(0, now - since));
    }

    /** How long the lease lasts from now; zero when it is over. */
    public Duration remaining(long now) {
        return Duration.ofNanos(Math.max(0, deadline - now));
    }

    boolean isOver(long now) {
        return deadline - now <= 0;
    }

    Lease suspectUntil(long end) {
        return new Lease(key, version, token, term, since, end, true);
    }

    Lease prolongedTo(long end) {
        return new Lease(key, version, token, term, since, end, suspect);
    }
}
