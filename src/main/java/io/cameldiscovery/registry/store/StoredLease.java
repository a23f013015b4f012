package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.LastStatement;
import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import java.time.Duration;
import java.time.Instant;

/**
 * What a store keeps of an instance, in the wall clock time that a restart needs.
 *
 * @param key which instance of which service
 * @param version which of its statements this is
 * @param token the signed record or goodbye exactly as it came
 * @param term how long a lease was granted; how long a goodbye is remembered
 * @param ends when that time is over, by this registry's wall clock, in whole milliseconds
 * @param withdrawn true if the token is a goodbye, kept so that no older registration can come back
 */
public record StoredLease(
        ServiceRecord.Key key, Version version, String token, Duration term, Instant ends, boolean withdrawn) {

    public StoredLease {
        // The same object where nothing changes: there may be a million of them.
        Duration whole = Duration.ofMillis(term.toMillis());
        term = whole.equals(term) ? term : whole;
        ends = Instant.ofEpochMilli(ends.toEpochMilli());
    }

    /** What is known of the instance as long as this is kept. */
    public LastStatement statement() {
        return withdrawn ? LastStatement.withdrawn(version) : LastStatement.held(version);
    }

    private LastStatement statement(Instant now) {
        return withdrawn || ends.isAfter(now) ? statement() : LastStatement.expired(version);
    }

    /** What becomes of this where that is known of the instance. */
    public Precedence over(LastStatement known) {
        return withdrawn ? Precedence.ofGoodbye(version, known) : Precedence.ofRecord(version, known);
    }

    /** What becomes of this where that is kept. */
    public Precedence over(StoredLease known, Instant now) {
        return over(known.statement(now));
    }

    /** Whether this is the same statement, which need not be kept again. */
    public boolean repeats(StoredLease known) {
        boolean sameIssue = withdrawn || version.issued().equals(known.version.issued());
        return withdrawn == known.withdrawn && sameIssue && over(known.statement()) == Precedence.REPEATED;
    }
}
