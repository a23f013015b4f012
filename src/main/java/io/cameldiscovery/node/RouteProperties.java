package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.steps.client.Registries;
import java.time.Duration;
import java.util.Map;

/**
 * What routes name that no file sets: what follows from the settings of a node, and the constants of the classes that the
 * routes use.
 */
final class RouteProperties {

    private RouteProperties() {}

    static Map<String, String> of(NodeParts node) {
        int registries = node.registries().size();
        return Map.of(
                "discovery.lan.unicast-port", Integer.toString(node.lan().localPort()),
                "discovery.catalogue.expiry-interval", millis(Catalogue.EXPIRY_INTERVAL),
                "discovery.registry.used", Boolean.toString(registries > 0),
                "discovery.registry.others", Integer.toString(Math.max(0, registries - 1)),
                "discovery.registry.failover-delay", millis(Registries.FAILOVER_DELAY),
                "discovery.registry.goodbye-timeout", millis(Registries.GOODBYE_TIMEOUT));
    }

    static Map<String, String> of(RegistryParts registry) {
        return Map.of(
                "discovery.registry.host", registry.httpSettings().uriHost(),
                "discovery.registry.dns.used", Boolean.toString(registry.dns().isPresent()));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
