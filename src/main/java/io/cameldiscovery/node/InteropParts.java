package io.cameldiscovery.node;

import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.interop.ConsulCatalogue;
import io.cameldiscovery.registry.interop.PrometheusTargets;
import io.cameldiscovery.registry.interop.RegisteredInstances;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.util.Optional;

/** The objects that speak to the tools of others. */
final class InteropParts {

    private static final String NODE = "camel-discovery";

    private final Optional<ConsulCatalogue> consul;
    private final Optional<PrometheusTargets> prometheus;

    InteropParts(Plan plan, Registry registry, Records records) {
        RegisteredInstances instances = new RegisteredInstances(registry, records);
        this.consul = plan.datacenter().map(datacenter -> new ConsulCatalogue(instances, datacenter, NODE));
        this.prometheus = plan.prometheus() ? Optional.of(new PrometheusTargets(instances)) : Optional.empty();
    }

    /**
     * What the settings say.
     *
     * @param datacenter what clients of Consul are told; nothing if there are none
     * @param prometheus whether Prometheus is answered
     */
    record Plan(Optional<String> datacenter, boolean prometheus) {}

    /** @throws ConfigurationException naming the first setting that cannot be used */
    static Plan plan(Settings settings) {
        String datacenter = settings.parse("discovery.registry.consul.datacenter", "a name such as dc1", text -> {
            if (!text.matches("[a-z0-9_-]{1,64}")) {
                throw new IllegalArgumentException("it has 1 to 64 of a-z, 0-9, - and _");
            }
            return text;
        });
        boolean used = settings.flag("discovery.registry.consul.enabled") && RegistryParts.mayDisclose(settings);
        return new Plan(Optional.of(datacenter).filter(name -> used), servesPrometheus(settings));
    }

    private static boolean servesPrometheus(Settings settings) {
        return settings.flag("discovery.registry.prometheus.enabled") && RegistryParts.mayDisclose(settings);
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
