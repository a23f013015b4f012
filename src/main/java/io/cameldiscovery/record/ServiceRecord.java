package io.cameldiscovery.record;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an instance states about itself. Immutable. The record with the highest {@link #sequence()} replaces all older
 * ones.
 *
 * @param service the service that the instance offers
 * @param instance which instance this is
 * @param endpoints where it is reached, best first; 1 to 32
 * @param probePort UDP and TCP port where the announcer answers probes, 1 to 65535, or 0 if it answers none
 * @param sequence the version of this record
 * @param issued when this statement was made, in whole seconds of the issuer's wall clock
 * @param expires when it expires unless it is repeated, in whole seconds of the issuer's wall clock
 * @param metadata free text by key, at most 32 entries; sorted, so that equal records encode to equal bytes
 * @param region the region in which the instance runs, or null
 */
public record ServiceRecord(
        ServiceName service,
        InstanceId instance,
        List<Endpoint> endpoints,
        int probePort,
        Sequence sequence,
        Instant issued,
        Instant expires,
        SortedMap<String, String> metadata,
        @Nullable String region) {

    private static final int MAX_ENTRIES = 32;

    /** @throws IllegalArgumentException if a value is outside the range that its parameter states */
    public ServiceRecord {
        endpoints = List.copyOf(endpoints);
        metadata = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        issued = Instant.ofEpochSecond(issued.getEpochSecond());
        expires = Instant.ofEpochSecond(expires.getEpochSecond());
        if (endpoints.isEmpty() || endpoints.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("a record has 1 to 32 endpoints, not " + endpoints.size());
        }
        if (metadata.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("a record has at most 32 metadata entries, not " + metadata.size());
        }
        if (probePort < 0 || probePort > 65535) {
            throw new IllegalArgumentException("the probe port must be 0 to 65535, not " + probePort);
        }
        if (!expires.isAfter(issued)) {
            throw new IllegalArgumentException("a record must expire after it was issued");
        }
    }

    /** Time from issue to expiry. */
    public Duration lifetime() {
        return Duration.between(issued, expires);
    }

    /** The same record with other times. */
    public ServiceRecord issuedAt(Instant time, Duration lifetime) {
        return new ServiceRecord(
                service, instance, endpoints, probePort, sequence, time, time.plus(lifetime), metadata, region);
    }

    /** The instance that this record describes. */
    public Key key() {
        return new Key(service, instance);
    }

    /** Names one instance of one service. */
    public record Key(ServiceName service, InstanceId instance) {
        @Override
        public String toString() {
            return service + "/" + instance;
        }
    }

    /** The sorted map that the metadata parameter wants. */
    public static SortedMap<String, String> metadata(Map<String, String> entries) {
        return new TreeMap<>(entries);
    }
}
