package io.cameldiscovery.registry;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;
import java.util.Comparator;

/** Which of two statements of one instance is the newer: by sequence, and of one sequence by the time of signing. */
record Version(Sequence sequence, Instant issued) implements Comparable<Version> {

    private static final Comparator<Version> ORDER =
            Comparator.comparing(Version::sequence).thenComparing(Version::issued);

    static Version of(ServiceRecord record) {
        return new Version(record.sequence(), record.issued());
    }

    boolean isAfter(Version other) {
        return compareTo(other) > 0;
    }

    boolean isBefore(Version other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }
}
