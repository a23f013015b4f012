package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;
import java.util.Comparator;

/**
 * Which of two statements of one instance is the newer: by sequence, and of one sequence by the time of signing.
 *
 * @param keyId the key that signed it
 */
public record Version(Sequence sequence, Instant issued, String keyId) {

    private static final Comparator<Version> ORDER =
            Comparator.comparing(Version::sequence).thenComparing(Version::issued);

    public static Version of(ServiceRecord record, String keyId) {
        return new Version(record.sequence(), record.issued(), keyId);
    }

    public boolean isSignedAs(Version other) {
        return keyId.equals(other.keyId);
    }

    /** Whether it must not follow: an instance gets another key only by starting again. */
    public boolean conflictsWith(Version known) {
        return !isSignedAs(known) && sequence.epoch() <= known.sequence.epoch();
    }

    public boolean isAfter(Version other) {
        return ORDER.compare(this, other) > 0;
    }

    public boolean isBefore(Version other) {
        return ORDER.compare(this, other) < 0;
    }
}
