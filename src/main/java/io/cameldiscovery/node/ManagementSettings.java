package io.cameldiscovery.node;

import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortSettings;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * Where health and metrics are served: {@code discovery.management.*}. Loads nothing of what an application without that
 * port need not have.
 *
 * @param host as the setting has it
 * @param address the same with the port; port 0: they are not served
 */
record ManagementSettings(String host, InetSocketAddress address) {

    static final String PORT = "discovery.management.port";
    private static final String HOST = "discovery.management.host";
    private static final PortSettings SOCKET = PortSettings.ofHost(PORT, HOST);

    /** @throws ConfigurationException naming the first setting that cannot be used, whether they are served or not */
    static ManagementSettings of(Settings settings) {
        return new ManagementSettings(
                settings.text(HOST),
                settings.text(PORT).isEmpty() ? SOCKET.address(settings, 0) : SOCKET.address(settings));
    }

    boolean isUsed() {
        return address.getPort() != 0;
    }

    /** @throws ConfigurationException if the libraries are missing that an application need not have */
    ManagementParts open() {
        SOCKET.require(() -> PortReservation.requireFree(address));
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
    Map<String, String> camelSettings() {
        return Map.ofEntries(
                Map.entry("camel.management.enabled", "true"),
                Map.entry("camel.management.host", host),
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
}
