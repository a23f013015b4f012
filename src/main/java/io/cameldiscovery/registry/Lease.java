package io.cameldiscovery.registry;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.Version;
import java.time.Duration;
import java.time.Instant;

/**
 * A record that the registry keeps until its time is over, unless it is renewed. Immutable.
 *
 * @param key the instance that holds the lease
 * @param sequence the version of its record
 * @param issued when its token was signed, by the signer's wall clock
 * @param token the signed record exactly as it came, to be handed on to those who verify it themselves
 * @param keyId the key that signed it
 * @param term how long a lease was granted
 * @param since when it was granted, in nanoseconds of the monotonic clock
 * @param deadline when it ends, in nanoseconds of the monotonic clock
 * @param suspect whether its own time is over, and it is kept because so many of its service ended at once
 */
public record Lease(
        ServiceRecord.Key key,
        Sequence sequence,
        Instant issued,
        String token,
        String keyId,
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
        return new Lease(key, sequence, issued, token, keyId, term, since, end, true);
    }

    Lease prolongedTo(long end) {
        return new Lease(key, sequence, issued, token, keyId, term, since, end, suspect);
    }

    Version version() {
        return new Version(sequence, issued, keyId);
    }
}
