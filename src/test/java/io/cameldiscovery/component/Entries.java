package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a catalogue holds, made by hand. */
final class Entries {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Entries() {}

    static CatalogueEntry at(String instance, String endpoint) {
        ServiceRecord record = new ServiceRecord(
                new ServiceName("orders"),
                new InstanceId(instance),
                List.of(Endpoint.parse(endpoint)),
                9000,
                new Sequence(1, 0),
                NOW,
                NOW.plusSeconds(90),
                ServiceRecord.metadata(Map.of()),
                null);
        return new CatalogueEntry(record, "token", "key", Source.UDP, null, 0, 90, Optional.empty(), false);
    }
}
