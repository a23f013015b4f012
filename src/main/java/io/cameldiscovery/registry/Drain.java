package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;

/**
 * An operator's decision that an instance should get no new work. It is about the instance, not about its lease: it holds
 * through renewals, goodbyes and restarts of the instance, until it is taken back.
 *
 * @param since when it was decided, by the registry's wall clock, in whole milliseconds
 */
public record Drain(ServiceRecord.Key key, Instant since) {

    public Drain {
        since = Instant.ofEpochMilli(since.toEpochMilli());
    }
}
