package io.cameldiscovery.dns;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.InstanceState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory that tests fill by hand. */
final class ListedInstances implements Directory {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<ServiceName, List<Listing>> listings = new TreeMap<>();

    ListedInstances with(String service, String instance, String... endpoints) {
        return with(service, instance, Duration.ofMinutes(30), Map.of(), endpoints);
    }

    ListedInstances withDraining(String service, String instance, String endpoint) {
        return with(
                InstanceState.DRAINING, service, instance, Duration.ofMinutes(30), Map.of(), new String[] {endpoint});
    }

    ListedInstances with(
            String service, String instance, Duration remaining, Map<String, String> metadata, String... endpoints) {
        return with(InstanceState.ALIVE, service, instance, remaining, metadata, endpoints);
    }

    private ListedInstances with(
            InstanceState state,
            String service,
            String instance,
            Duration remaining,
            Map<String, String> metadata,
            String[] endpoints) {
        ServiceRecord record = new ServiceRecord(
                new ServiceName(service),
                new InstanceId(instance),
                Stream.of(endpoints).map(Endpoint::parse).toList(),
                0,
                new Sequence(1, 0),
                NOON,
                NOON.plusSeconds(1800),
                ServiceRecord.metadata(metadata),
                null);
        listings.computeIfAbsent(record.service(), first -> new ArrayList<>())
                .add(new Listing(
                        record, "token-of-" + instance + "-" + "t".repeat(500), Duration.ZERO, remaining, state));
        return this;
    }

    @Override
    public Collection<ServiceName> services() {
        return listings.keySet();
    }

    @Override
    public List<Listing> instances(ServiceName service) {
        return listings.getOrDefault(service, List.of());
    }
}
