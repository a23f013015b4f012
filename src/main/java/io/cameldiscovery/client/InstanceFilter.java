package io.cameldiscovery.client;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceRecord;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Selects instances of a service. Values are compared exactly; one that ends in {@code *} matches every value with this
 * prefix.
 *
 * @param region the region, or null for any
 * @param metadata keys with the wanted value
 * @param scheme the scheme of the endpoint, such as {@code amqp}, or null for any
 */
public record InstanceFilter(
        @Nullable String region,
        Map<String, String> metadata,
        @Nullable String scheme) {

    /** Lets every instance pass. */
    public static final InstanceFilter NONE = new InstanceFilter(null, Map.of(), null);

    public InstanceFilter {
        metadata = Map.copyOf(metadata);
    }

    /** Whether it lets every instance pass. */
    public boolean isEmpty() {
        return region == null && metadata.isEmpty() && scheme == null;
    }

    /** The endpoint of a record that matches, proven or not; empty if the record does not match. */
    public Optional<Endpoint> endpoint(CatalogueEntry entry) {
        if (!matches(entry.record())) {
            return Optional.empty();
        }
        Optional<Endpoint> proven = entry.verification().flatMap(proof -> endpoint(entry, proof.endpoint()));
        return proven.isPresent()
                ? proven
                : entry.record().endpoints().stream()
                        .filter(endpoint ->
                                scheme == null || scheme.equals(endpoint.uri().getScheme()))
                        .findFirst();
    }

    boolean matches(ServiceRecord record) {
        return like(region, record.region())
                && metadata.entrySet().stream()
                        .allMatch(wanted ->
                                like(wanted.getValue(), record.metadata().get(wanted.getKey())));
    }

    /** The endpoint to use when this one was proven: one at the same address. */
    Optional<Endpoint> endpoint(CatalogueEntry entry, Endpoint proven) {
        if (scheme == null || scheme.equals(proven.uri().getScheme())) {
            return Optional.of(proven);
        }
        return entry.record().endpoints().stream()
                .filter(endpoint -> endpoint.address().equals(proven.address())
                        && scheme.equals(endpoint.uri().getScheme()))
                .findFirst();
    }

    private static boolean like(@Nullable String wanted, @Nullable String actual) {
        if (wanted == null) {
            return true;
        }
        if (actual == null) {
            return false;
        }
        return wanted.endsWith("*")
                ? actual.startsWith(wanted.substring(0, wanted.length() - 1))
                : wanted.equals(actual);
    }

    @Override
    public String toString() {
        StringJoiner parts = new StringJoiner(", ");
        if (region != null) {
            parts.add("region " + region);
        }
        new java.util.TreeMap<>(metadata).forEach((key, value) -> parts.add("metadata " + key + "=" + value));
        if (scheme != null) {
            parts.add("scheme " + scheme);
        }
        return parts.length() == 0 ? "any" : parts.toString();
    }
}
