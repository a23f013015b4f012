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
 * What a node counts, under the names by which Prometheus knows it: {@code docs/operations.md} lists them all. The
 * objects that are counted know nothing of it; they are asked when somebody asks for the metrics.
 */
public final class NodeMetrics implements AutoCloseable {

    private static final String PREFIX = "discovery.";

    /** From a write to a fast disk to the time after which nobody waits any more. */
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

    /** The process that the node runs in. */
    public void ofProcess() {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        collections.bindTo(meters);
    }

    /** What every node does. */
    public void ofNode(LanSocket lan, DropCounters drops, TokenVerifier verifier, Catalogue catalogue) {
        gauge(PREFIX + "lan.open", "1 while both LAN sockets are open", lan, socket -> socket.isOpen() ? 1 : 0);
        counter(PREFIX + "datagrams.received", "Datagrams that could be tokens", lan, socket -> socket.counters()
                .received());
        counter(
                PREFIX + "datagrams.foreign",
                "Datagrams of others, dropped unread",
                lan,
                socket -> socket.counters().foreign() + socket.counters().unanswerable());
        counter(PREFIX + "datagrams.sent", "Datagrams that the kernel took", lan, socket -> socket.counters()
                .sent());
        counter(PREFIX + "datagrams.unsent", "Datagrams that the kernel refused", lan, socket -> socket.counters()
                .unsent());
        drops.onNewReason(
                reason -> FunctionCounter.builder(PREFIX + "messages.dropped", drops, counted -> counted.count(reason))
                        .description("Messages that were dropped")
                        .tag("reason", reason)
                        .register(meters));
        signatures("good", verifier, TokenVerifier::goodSignatures);
        signatures("bad", verifier, TokenVerifier::badSignatures);
        signatures("remembered", verifier, TokenVerifier::rememberedSignatures);
        gauge(PREFIX + "catalogue.instances", "Live records in the catalogue", catalogue, Catalogue::size);
    }

    /** What a client does. */
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
                .description("Resolutions and the time that they took")
                .register(meters);
        counter(PREFIX + "ejections", "Places that were ejected after a failed call", ejections, Ejections::count);
        gauge(PREFIX + "ejected.places", "Places that are not picked before a proof", ejections, Ejections::places);
    }

    /**
     * What a registry does.
     *
     * @param kind of its store, as the setting names it
     */
    public void ofRegistry(Leases leases, MeasuredStore store, String kind) {
        gauge(PREFIX + "registry.leases", "Leases that are held", leases, Leases::size);
        gauge(PREFIX + "registry.services", "Services that have a lease", leases, Leases::serviceCount);
        gauge(PREFIX + "registry.drained", "Instances that operators took out of use", leases.drains(), Drains::size);
        counter(PREFIX + "registry.suspected", "Leases that became suspect", leases, Leases::suspected);
        gauge(PREFIX + "registry.store.up", "1 while the store is in reach", store, one -> one.isInReach() ? 1 : 0);
        gauge(PREFIX + "registry.store.waiting", "Writes that wait or are under way", store, MeasuredStore::waiting);
        counter(PREFIX + "registry.store.failures", "Writes that could not be made", store, MeasuredStore::failed);
        Timer written = Timer.builder(PREFIX + "registry.store.write")
                .description("Writes that were made, and the time until they were durable")
                .tag("store", kind)
                .serviceLevelObjectives(WRITE_STEPS)
                .register(meters);
        store.onWritten(nanos -> written.record(nanos, TimeUnit.NANOSECONDS));
    }

    /** Who waits for what a registry shows next. */
    public void ofWatches(WatchLimit watches) {
        gauge(PREFIX + "registry.watches", "Long-polls and event streams that are open", watches, WatchLimit::size);
    }

    /** What the registry's HTTP server refuses. */
    public void ofHttp(RegistryConnections connections, RequestRates rates) {
        gauge(PREFIX + "http.connections", "Connections that are open", connections, RegistryConnections::open);
        refused("connections", connections, RegistryConnections::refused);
        refused("slow", connections, RegistryConnections::slow);
        refused("rate", rates, RequestRates::refused);
    }

    /** @param ends when the certificate does by which the registry's HTTP server shows who it is */
    public void ofCertificate(Supplier<Instant> ends) {
        Gauge.builder(PREFIX + "tls.certificate.expiry.timestamp", () -> ends.get()
                        .getEpochSecond())
                .description("When the certificate in use ends, in seconds since 1970")
                .baseUnit("seconds")
                .register(meters);
    }

    private <T> void refused(String cause, T counted, ToDoubleFunction<T> count) {
        FunctionCounter.builder(PREFIX + "http.refused", counted, count)
                .description("Connections and requests that were refused")
                .tag("cause", cause)
                .register(meters);
    }

    /** What a name server does. */
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
                .description("Resolutions that ended")
                .tag("outcome", outcome)
                .tag("road", road)
                .register(meters);
    }

    private void signatures(String result, TokenVerifier verifier, ToDoubleFunction<TokenVerifier> count) {
        FunctionCounter.builder(PREFIX + "signatures", verifier, count)
                .description("Signatures that were asked for")
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
