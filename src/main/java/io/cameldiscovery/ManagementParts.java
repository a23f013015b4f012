package io.cameldiscovery;

import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.metrics.NodeMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** Health and metrics on a port of their own: Camel's management server, with what this node knows of itself. */
final class ManagementParts implements AutoCloseable {

    private static final String HOST = "discovery.management.host";
    private static final String PORT = "discovery.management.port";
    /** Where Camel's own metrics look for a registry. */
    private static final String METERS = "metricsRegistry";

    private final MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final NodeMetrics metrics = new NodeMetrics(meters);

    private ManagementParts() {}

    /** Checks the settings, used or not. */
    static boolean isUsed(Settings settings) {
        return address(settings).getPort() != 0;
    }

    /** @throws ConfigurationException if the libraries are missing that an application need not have */
    static ManagementParts open(Settings settings) {
        PortReservation.requireFree(address(settings));
        try {
            ManagementParts parts = new ManagementParts();
            parts.metrics.ofProcess();
            return parts;
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

    MeterRegistry meters() {
        return meters;
    }

    /** Shows what all nodes have. */
    void show(NodeParts parts) {
        metrics.ofNode(parts.lan(), parts.drops(), parts.keys().verifier(), parts.catalogue());
    }

    void show(ClientParts client) {
        metrics.ofClient(client.resolutions(), client.ejections());
    }

    void show(RegistryParts registry) {
        metrics.ofRegistry(registry.leases(), registry.store());
        metrics.ofHttp(registry.http().server(), registry.http().entrance());
        registry.dns().ifPresent(dns -> metrics.ofNameServer(dns.responder()));
    }

    /** @param checks what readiness depends on */
    void bindTo(Main camel, Iterable<NodeHealth> checks) {
        camel.bind(METERS, meters);
        camel.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport main) {
                register(main.getCamelContext(), checks);
            }
        });
    }

    private static void register(CamelContext context, Iterable<NodeHealth> checks) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry == null) {
            throw new ConfigurationException(PORT + " needs org.apache.camel:camel-health on the class path");
        }
        checks.forEach(registry::register);
    }

    @Override
    public void close() {
        metrics.close();
    }
}
