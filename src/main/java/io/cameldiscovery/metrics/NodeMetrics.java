package io.cameldiscovery.metrics;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.client.Ejections;
import io.cameldiscovery.client.ResolutionCounts;
import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.registry.Drains;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.dns.DnsEvent;
import io.cameldiscovery.registry.dns.DnsResponder;
import io.cameldiscovery.registry.http.RegistryConnections;
import io.cameldiscovery.registry.http.RequestRates;
import io.cameldiscovery.registry.lookup.WatchLimit;
import io.cameldiscovery.registry.store.MeasuredStore;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.token.TokenVerifier;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A node's metrics under their Prometheus names, listed in {@code docs/operations.md}. Values are read from the counted
 * objects when the metrics are scraped.
 */
public final class NodeMetrics implements AutoCloseable {

    private static final String PREFIX = "discovery.";

    /** Histogram buckets, from a fast disk up to the longest time-out. */
    private static final Duration[] WRITE_STEPS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2500)
    };

    private final MeterRegistry meters;
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public NodeMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Metrics of the JVM. */
    public void ofProcess() {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        collections.bindTo(meters);
    }

    /** Metrics of every node. */
    public void ofNode(LanSocket lan, DropCounters drops, TokenVerifier verifier, Catalogue catalogue) {
        gauge(PREFIX + "lan.open", "1 while both LAN sockets are open", lan, socket -> socket.isOpen() ? 1 : 0);
        counter(PREFIX + "datagrams.received", "Datagrams that could be tokens", lan, socket -> socket.counters()
                .received());
        counter(
                PREFIX + "datagrams.foreign",
                "Datagrams of other protocols, dropped unread",
                lan,
                socket -> socket.counters().foreign() + socket.counters().unanswerable());
        counter(PREFIX + "datagrams.sent", "Datagrams accepted by the kernel", lan, socket -> socket.counters()
                .sent());
        counter(PREFIX + "datagrams.unsent", "Datagrams refused by the kernel", lan, socket -> socket.counters()
                .unsent());
        drops.onNewReason(
                reason -> FunctionCounter.builder(PREFIX + "messages.dropped", drops, counted -> counted.count(reason))
                        .description("Dropped messages")
                        .tag("reason", reason)
                        .register(meters));
        signatures("good", verifier, TokenVerifier::goodSignatures);
        signatures("bad", verifier, TokenVerifier::badSignatures);
        signatures("remembered", verifier, TokenVerifier::rememberedSignatures);
        gauge(PREFIX + "catalogue.instances", "Live records in the catalogue", catalogue, Catalogue::size);
    }

    /** Metrics of clients. */
    public void ofClient(ResolutionCounts resolutions, Ejections ejections) {
        for (Source road : Source.values()) {
            resolutions("found", road.label(), resolutions, counts -> counts.found(road));
        }
        resolutions("not-found", "none", resolutions, ResolutionCounts::notFound);
        resolutions("untrusted", "none", resolutions, ResolutionCounts::untrusted);
        FunctionTimer.builder(
                        PREFIX + "resolution",
                        resolutions,
                        ResolutionCounts::all,
                        ResolutionCounts::nanos,
                        TimeUnit.NANOSECONDS)
                .description("Resolutions and their duration")
                .register(meters);
        counter(PREFIX + "ejections", "Addresses ejected after a failed call", ejections, Ejections::count);
        gauge(PREFIX + "ejected.places", "Addresses not picked until proven again", ejections, Ejections::places);
    }

    /**
     * Metrics of registries.
     *
     * @param kind the store, as the setting names it
     */
    public void ofRegistry(Leases leases, MeasuredStore store, String kind) {
        gauge(PREFIX + "registry.leases", "Leases", leases, Leases::size);
        gauge(PREFIX + "registry.services", "Services with a lease", leases, Leases::serviceCount);
        gauge(PREFIX + "registry.drained", "Instances drained by operators", leases.drains(), Drains::size);
        counter(PREFIX + "registry.suspected", "Leases that became suspect", leases, Leases::suspected);
        gauge(PREFIX + "registry.store.up", "1 while the store is reachable", store, one -> one.isInReach() ? 1 : 0);
        gauge(PREFIX + "registry.store.waiting", "Writes waiting or in progress", store, MeasuredStore::waiting);
        counter(PREFIX + "registry.store.failures", "Failed writes", store, MeasuredStore::failed);
        Timer written = Timer.builder(PREFIX + "registry.store.write")
                .description("Successful writes and the time until they were durable")
                .tag("store", kind)
                .serviceLevelObjectives(WRITE_STEPS)
                .register(meters);
        store.onWritten(nanos -> written.record(nanos, TimeUnit.NANOSECONDS));
    }

    /** Metrics of long polls and event streams. */
    public void ofWatches(WatchLimit watches) {
        gauge(PREFIX + "registry.watches", "Open long polls and event streams", watches, WatchLimit::size);
    }

    /** Metrics of the registry's HTTP server. */
    public void ofHttp(RegistryConnections connections, RequestRates rates) {
        gauge(PREFIX + "http.connections", "Open connections", connections, RegistryConnections::open);
        refused("connections", connections, RegistryConnections::refused);
        refused("slow", connections, RegistryConnections::slow);
        refused("rate", rates, RequestRates::refused);
    }

    /** @param ends when the HTTP server's certificate expires */
    public void ofCertificate(Supplier<Instant> ends) {
        Gauge.builder(PREFIX + "tls.certificate.expiry.timestamp", () -> ends.get()
                        .getEpochSecond())
                .description("Expiry of the certificate in use, in seconds since 1970")
                .baseUnit("seconds")
                .register(meters);
    }

    private <T> void refused(String cause, T counted, ToDoubleFunction<T> count) {
        FunctionCounter.builder(PREFIX + "http.refused", counted, count)
                .description("Refused connections and requests")
                .tag("cause", cause)
                .register(meters);
    }

    /** Metrics of the DNS server. */
    public void ofNameServer(DnsResponder responder) {
        for (DnsEvent event : DnsEvent.values()) {
            FunctionCounter.builder(PREFIX + "dns.queries", responder, counted -> counted.count(event))
                    .description("DNS queries")
                    .tag("outcome", event.label())
                    .register(meters);
        }
    }

    private void resolutions(
            String outcome, String road, ResolutionCounts resolutions, ToDoubleFunction<ResolutionCounts> count) {
        FunctionCounter.builder(PREFIX + "resolutions", resolutions, count)
                .description("Finished resolutions")
                .tag("outcome", outcome)
                .tag("road", road)
                .register(meters);
    }

    private void signatures(String result, TokenVerifier verifier, ToDoubleFunction<TokenVerifier> count) {
        FunctionCounter.builder(PREFIX + "signatures", verifier, count)
                .description("Signature checks")
                .tag("result", result)
                .register(meters);
    }

    private <T> void counter(String name, String what, T counted, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, counted, count).description(what).register(meters);
    }

    private <T> void gauge(String name, String what, T seen, ToDoubleFunction<T> value) {
        Gauge.builder(name, seen, value).description(what).register(meters);
    }

    @Override
    public void close() {
        collections.close();
        meters.close();
    }
}
