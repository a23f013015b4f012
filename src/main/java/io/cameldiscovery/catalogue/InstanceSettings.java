package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who this node is and what it offers: {@code discovery.instance}, {@code discovery.region}, {@code discovery.service.*}.
 *
 * @param instance if it is set; else it is made at the first start
 * @param offers the services of a server; none for other roles
 */
public record InstanceSettings(Optional<InstanceId> instance, Optional<String> region, List<Offer> offers) {

    public InstanceSettings {
        offers = List.copyOf(offers);
    }

    /**
     * @param server whether this node offers services
     * @throws ConfigurationException naming the first setting that cannot be used
     */
    public static InstanceSettings of(Settings settings, boolean server) {
        return new InstanceSettings(
                settings.optional("discovery.instance")
                        .map(text -> settings.parse("discovery.instance", "an instance id", InstanceId::new)),
                settings.optional("discovery.region"),
                server ? offers(settings) : List.of());
    }

    private static List<Offer> offers(Settings settings) {
        return settings.services().entrySet().stream()
                .map(service -> offer(settings, service.getKey(), service.getValue()))
                .toList();
    }

    private static Offer offer(Settings settings, String name, Map<String, String> metadata) {
        try {
            List<EndpointTemplate> endpoints = settings.endpointsOf(name).stream()
                    .map(EndpointTemplate::new)
                    .toList();
            return new Offer(new ServiceName(name), endpoints, metadata);
        } catch (IllegalArgumentException refused) {
            throw new ConfigurationException("discovery.service." + name + ".*: " + refused.getMessage(), refused);
        }
    }
}
