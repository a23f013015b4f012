package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.ServiceName;
import java.util.List;
import java.util.Map;

/** A service that this node offers, as its operator configured it. */
public record Offer(ServiceName service, List<EndpointTemplate> endpoints, Map<String, String> metadata) {

    /** @throws IllegalArgumentException if there is no endpoint */
    public Offer {
        endpoints = List.copyOf(endpoints);
        metadata = Map.copyOf(metadata);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("service '" + service + "' has no endpoint");
        }
    }
}
