package io.cameldiscovery.node;

import io.cameldiscovery.metrics.NodeMetrics;
import io.cameldiscovery.registry.http.MeasureRequests;
import io.cameldiscovery.settings.ConfigurationException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** Health and metrics on a port of their own: Camel's management server, with what this node knows of itself. */
final class ManagementParts implements AutoCloseable {

    /** Where Camel's own metrics look for a registry. */
    private static final String METERS = "metricsRegistry";

    private final MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final NodeMetrics metrics = new NodeMetrics(meters);

    ManagementParts() {
        metrics.ofProcess();
    }

    /** Shows what all nodes have. */
    void show(NodeParts parts) {
        metrics.ofNode(parts.lan(), parts.drops(), parts.keys().verifier(), parts.catalogue());
    }

    void show(ClientParts client) {
        metrics.ofClient(client.resolutions(), client.ejections());
    }

    void show(RegistryParts registry) {
        metrics.ofRegistry(registry.leases(), registry.store(), registry.storeKind());
        metrics.ofWatches(registry.http().watches());
        registry.http().router().measure(new MeasureRequests(meters));
        metrics.ofHttp(registry.http().connections(), registry.http().rates());
        registry.http()
                .identity()
                .ifPresent(identity -> metrics.ofCertificate(
                        () -> identity.certificate().getNotAfter().toInstant()));
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
            throw new ConfigurationException(
                    ManagementSettings.PORT + " needs org.apache.camel:camel-health on the class path");
        }
        checks.forEach(registry::register);
    }

    @Override
    public void close() {
        metrics.close();
    }
}
