package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;

/**
 * An operator's decision that an instance should get no new work. It is about the instance, not about its lease: it holds
 * through renewals, goodbyes and restarts of the instance, until it is taken back.
 *
 * @param since when it was decided, by the registry's wall clock, in whole milliseconds
 * @param seen when the instance held a lease last, as far as noted, by the same clock, in whole milliseconds
 */
public record Drain(ServiceRecord.Key key, Instant since, Instant seen) {

    public Drain {
        since = Instant.ofEpochMilli(since.toEpochMilli());
        seen = Instant.ofEpochMilli(seen.toEpochMilli());
    }

    /** Just decided, about an instance that is there. */
    public Drain(ServiceRecord.Key key, Instant since) {
        this(key, since, since);
    }

    /** The same decision about an instance that is there now. */
    public Drain seenAt(Instant now) {
        return new Drain(key, since, now);
    }
}
