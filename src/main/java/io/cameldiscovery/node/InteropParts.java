package io.cameldiscovery.node;

import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.interop.ConsulCatalogue;
import io.cameldiscovery.registry.interop.InteropSettings;
import io.cameldiscovery.registry.interop.PrometheusTargets;
import io.cameldiscovery.registry.interop.RegisteredInstances;
import java.util.Optional;

/** The objects that speak to the tools of others. */
final class InteropParts {

    private static final String NODE = "camel-discovery";

    private final Optional<ConsulCatalogue> consul;
    private final Optional<PrometheusTargets> prometheus;

    InteropParts(InteropSettings settings, Registry registry, Records records) {
        RegisteredInstances instances = new RegisteredInstances(registry, records);
        this.consul = settings.datacenter().map(datacenter -> new ConsulCatalogue(instances, datacenter, NODE));
        this.prometheus = settings.prometheus() ? Optional.of(new PrometheusTargets(instances)) : Optional.empty();
    }

    /** What clients of Consul are told; nothing if there are none. */
    Optional<ConsulCatalogue> consul() {
        return consul;
    }

    /** What Prometheus is told; nothing if it is not answered. */
    Optional<PrometheusTargets> prometheus() {
        return prometheus;
    }
}
