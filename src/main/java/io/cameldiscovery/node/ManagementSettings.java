package io.cameldiscovery.node;

import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortSettings;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.net.InetSocketAddress;
import java.util.Map;

/** The settings {@code discovery.management.*}. Loads nothing of what an application without that port need not have. */
final class ManagementSettings {

    static final String PORT = "discovery.management.port";
    private static final String HOST = "discovery.management.host";

    private ManagementSettings() {}

    /** Checks the settings, used or not. */
    static boolean isUsed(Settings settings) {
        return address(settings).getPort() != 0;
    }

    /** @throws ConfigurationException if the libraries are missing that an application need not have */
    static ManagementParts open(Settings settings) {
        PortSettings.ofHost(PORT, HOST).require(() -> PortReservation.requireFree(address(settings)));
        try {
            return new ManagementParts();
        } catch (NoClassDefFoundError missing) {
            throw new ConfigurationException(
                    PORT + " needs org.apache.camel:camel-micrometer-prometheus and camel-health on the class path",
                    missing);
        }
    }

    /**
     * Camel's settings for it. Not in a file that is edited: nothing but health and metrics must ever be served there,
     * and each switch of Camel's that is on costs time for every message.
     */
    static Map<String, String> camelSettings(Settings settings) {
        InetSocketAddress address = address(settings);
        return Map.ofEntries(
                Map.entry("camel.management.enabled", "true"),
                Map.entry("camel.management.host", settings.text(HOST)),
                Map.entry("camel.management.port", Integer.toString(address.getPort())),
                Map.entry("camel.management.path", "/"),
                Map.entry("camel.management.healthCheckEnabled", "true"),
                Map.entry("camel.management.healthPath", "/health"),
                Map.entry("camel.management.metricsEnabled", "true"),
                Map.entry("camel.metrics.enabled", "true"),
                Map.entry("camel.metrics.path", "/metrics"),
                Map.entry("camel.metrics.enableRoutePolicy", "false"),
                Map.entry("camel.metrics.enableExchangeEventNotifier", "false"),
                Map.entry("camel.metrics.enableRouteEventNotifier", "false"),
                Map.entry("camel.metrics.clearOnReload", "false"),
                Map.entry("camel.health.routesEnabled", "false"));
    }

    private static InetSocketAddress address(Settings settings) {
        int port = settings.text(PORT).isEmpty() ? 0 : settings.integer(PORT, 0, 65535);
        return settings.parse(HOST, "a local address, such as 127.0.0.1", host -> {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (host.isEmpty() || address.isUnresolved()) {
                throw new IllegalArgumentException("no such host");
            }
            return address;
        });
    }
}
