package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Duration;
import java.time.Instant;

/**
 * What a store keeps of an instance, in the wall clock time that a restart needs.
 *
 * @param key which instance of which service
 * @param sequence the version of its record or goodbye
 * @param issued when the token was signed, by the signer's wall clock, in whole seconds
 * @param token the signed record or goodbye exactly as it came
 * @param keyId the key that signed it
 * @param term how long a lease was granted; how long a goodbye is remembered
 * @param ends when that time is over, by this registry's wall clock, in whole milliseconds
 * @param withdrawn true if the token is a goodbye, kept so that no older registration can come back
 */
public record StoredLease(
        ServiceRecord.Key key,
        Sequence sequence,
        Instant issued,
        String token,
        String keyId,
        Duration term,
        Instant ends,
        boolean withdrawn) {

    public StoredLease {
        issued = Instant.ofEpochSecond(issued.getEpochSecond());
        // The same object where nothing changes: there may be a million of them.
        Duration whole = Duration.ofMillis(term.toMillis());
        term = whole.equals(term) ? term : whole;
        ends = Instant.ofEpochMilli(ends.toEpochMilli());
    }

    public Version version() {
        return new Version(sequence, issued, keyId);
    }

    /** Whether this is the same statement. */
    public boolean repeats(StoredLease known) {
        return withdrawn == known.withdrawn && version().equals(known.version());
    }

    /**
     * Whether this may take the place of what is known of the instance: it is newer, and signed by the same key or, after
     * a restart of the instance, by another. A goodbye ends the lease it names, but not that of another key.
     */
    public boolean mayFollow(StoredLease known) {
        if (version().conflictsWith(known.version())) {
            return false;
        } else if (!withdrawn) {
            return version().isAfter(known.version());
        }
        boolean others = !known.withdrawn() && !version().isSignedAs(known.version());
        return !others && !version().isBefore(known.version());
    }
}
