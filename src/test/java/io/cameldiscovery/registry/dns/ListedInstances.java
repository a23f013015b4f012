package io.cameldiscovery.registry.dns;

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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A directory that tests fill by hand. */
final class ListedInstances implements Directory {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<ServiceName, List<Listing>> listings = new TreeMap<>();
    private final Set<ServiceRecord.Key> opened = ConcurrentHashMap.newKeySet();
    private Consumer<InstanceId> opening = instance -> {};
    private boolean allAtHand = true;

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
                .add(new Listed(record, "token-of-" + instance + "-" + "t".repeat(500), remaining, state));
        return this;
    }

    /** From now on no record was opened before, and it is looked who opens one. */
    ListedInstances closed(Consumer<InstanceId> opening) {
        this.opening = opening;
        opened.clear();
        allAtHand = false;
        return this;
    }

    int opened() {
        return opened.size();
    }

    @Override
    public Collection<ServiceName> services() {
        return listings.keySet();
    }

    @Override
    public List<Listing> instances(ServiceName service) {
        return listings.getOrDefault(service, List.of());
    }

    private final class Listed implements Listing {

        private final ServiceRecord record;
        private final String token;
        private final Duration remaining;
        private final InstanceState state;

        Listed(ServiceRecord record, String token, Duration remaining, InstanceState state) {
            this.record = record;
            this.token = token;
            this.remaining = remaining;
            this.state = state;
        }

        @Override
        public InstanceId instance() {
            return record.instance();
        }

        @Override
        public String token() {
            return token;
        }

        @Override
        public Duration remaining() {
            return remaining;
        }

        @Override
        public boolean isDraining() {
            return state == InstanceState.DRAINING;
        }

        @Override
        public Optional<ServiceRecord> record() {
            if (opened.add(record.key())) {
                opening.accept(record.instance());
            }
            return Optional.of(record);
        }

        @Override
        public boolean isAtHand() {
            return allAtHand || opened.contains(record.key());
        }
    }
}
