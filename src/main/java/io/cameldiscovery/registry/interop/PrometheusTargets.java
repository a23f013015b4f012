package io.cameldiscovery.registry.interop;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is registered as Prometheus' {@code http_sd} reads it: a list of target groups, here one for each instance with an
 * endpoint that has a port. The objects are for Jackson. Thread-safe.
 */
public final class PrometheusTargets {

    private static final String PREFIX = "__meta_discovery_";

    private final RegisteredInstances instances;

    public PrometheusTargets(RegisteredInstances instances) {
        this.instances = instances;
    }

    /** One target and its labels. */
    public record Group(List<String> targets, Map<String, String> labels) {}

    /** @param services which are wanted; all if there are none */
    public List<Group> of(Collection<ServiceName> services) {
        Collection<ServiceName> wanted = services.isEmpty() ? instances.services() : services;
        return wanted.stream()
                .flatMap(service -> instances.of(service).stream())
                .flatMap(PrometheusTargets::group)
                .toList();
    }

    private static Stream<Group> group(RegisteredInstance instance) {
        Optional<Endpoint> endpoint = instance.httpEndpoint();
        return endpoint.map(one -> new Group(List.of(target(one)), labels(instance, one))).stream();
    }

    private static String target(Endpoint endpoint) {
        return endpoint.uri().getHost() + ":" + endpoint.port();
    }

    private static Map<String, String> labels(RegisteredInstance instance, Endpoint endpoint) {
        var record = instance.record();
        TreeMap<String, String> labels = new TreeMap<>();
        // What may be anything comes first, so that it takes the place of nothing else.
        record.metadata().forEach((key, value) -> labels.put(PREFIX + "metadata_" + name(key), value));
        labels.put(PREFIX + "service", record.service().value());
        labels.put(PREFIX + "instance", record.instance().value());
        labels.put(PREFIX + "state", instance.state().label());
        labels.put(PREFIX + "scheme", RegisteredInstance.scheme(endpoint));
        labels.put(
                PREFIX + "path",
                Optional.ofNullable(endpoint.uri().getRawPath()).orElse(""));
        Optional.ofNullable(record.region()).ifPresent(region -> labels.put(PREFIX + "region", region));
        if (!instance.tags().isEmpty()) {
            // With commas at both ends, as Prometheus itself does, so that a rule matches a whole tag.
            labels.put(PREFIX + "tags", "," + String.join(",", instance.tags()) + ",");
        }
        return labels;
    }

    /** The part of a label's name: letters, digits and underscores alone. */
    private static String name(String key) {
        return key.replaceAll("[^a-zA-Z0-9_]", "_");
    }
}
