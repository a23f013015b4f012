package io.cameldiscovery.node;

import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.http.HttpServerSettings;
import io.cameldiscovery.registry.http.LargeBodies;
import io.cameldiscovery.registry.http.LookupAccess;
import io.cameldiscovery.registry.http.RegistryConnections;
import io.cameldiscovery.registry.http.RegistryRouter;
import io.cameldiscovery.registry.http.RegistryServer;
import io.cameldiscovery.registry.http.RequestRates;
import io.cameldiscovery.registry.http.ServerTls;
import io.cameldiscovery.registry.http.ServerTlsSettings;
import io.cameldiscovery.registry.interop.ServeConsul;
import io.cameldiscovery.registry.interop.ServePrometheus;
import io.cameldiscovery.registry.lookup.HttpExchange;
import io.cameldiscovery.registry.lookup.LongPolls;
import io.cameldiscovery.registry.lookup.ServeLookups;
import io.cameldiscovery.registry.lookup.WatchLimit;
import io.cameldiscovery.registry.lookup.WatchSettings;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.tls.Authority;
import io.cameldiscovery.tls.ExpiryWarning;
import io.cameldiscovery.tls.Identity;
import io.cameldiscovery.token.BearerTokenFile;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/** The registry's HTTP server, what it lets in and what it answers without a route, as the settings say. */
final class RegistryHttp implements AutoCloseable {

    private final Optional<Tls> tls;
    private final ClientAddress clients;
    private final RequestRates rates;
    private final WatchLimit watches;
    private final RegistryConnections connections;
    private final RegistryRouter router;
    private final RegistryServer server;

    /** @param records for filters; null if they must not look into records */
    RegistryHttp(
            HttpServerSettings settings,
            ServerTlsSettings tlsSettings,
            WatchSettings watching,
            Optional<BearerTokenFile> lookupTokens,
            MonotonicClock clock,
            Registry registry,
            @Nullable Records records,
            InteropParts interop) {
        AtomicReference<RegistryServer> made = new AtomicReference<>();
        this.tls = tls(tlsSettings, clock, () -> {
            RegistryServer running = made.get();
            if (running != null) {
                running.tlsChanged();
            }
        });
        this.clients = new ClientAddress(settings.proxies());
        this.rates = new RequestRates(settings, clients, clock);
        this.watches = new WatchLimit(watching, clients);
        this.connections = new RegistryConnections(settings);
        WorkerExecutor workers = HttpExchange.workers(connections.vertx());
        LongPolls polls = new LongPolls(registry.changes(), watches);
        this.router = new RegistryRouter(
                tls.isPresent(),
                rates,
                new LookupAccess(lookupTokens, tls.flatMap(Tls::clients).isPresent()),
                new LargeBodies(settings.bulkBody(), clients),
                new ServeLookups(registry, records, watching, watches, polls, workers),
                interop.consul()
                        .map(catalogue ->
                                new ServeConsul(catalogue, registry.changes(), polls, watching.longestWait(), workers)),
                interop.prometheus().map(targets -> new ServePrometheus(targets, registry, workers)));
        this.server = new RegistryServer(settings, connections, tls.map(Tls::asUsed), router);
        made.set(server);
    }

    /** The files of TLS. */
    private record Tls(Identity identity, Optional<Authority> clients, boolean required) {
        ServerTls asUsed() {
            return new ServerTls(identity, clients.map(X509ExtendedTrustManager.class::cast), required);
        }
    }

    private static Optional<Tls> tls(ServerTlsSettings settings, MonotonicClock clock, Runnable changed) {
        Optional<Authority> clients =
                settings.clientAuthority().map(file -> new Authority(file, clock::nanos, changed));
        return settings.certificate()
                .map(file -> new Tls(
                        new Identity(file, settings.key().orElseThrow(), clock::nanos, changed),
                        clients,
                        settings.required()));
    }

    ClientAddress clients() {
        return clients;
    }

    RequestRates rates() {
        return rates;
    }

    WatchLimit watches() {
        return watches;
    }

    RegistryConnections connections() {
        return connections;
    }

    RegistryRouter router() {
        return router;
    }

    /** @throws IllegalStateException if Camel serves by another server than this one */
    void requireUsed(CamelContext context) {
        server.requireUsed(context);
    }

    /** By which it shows who it is, if it speaks TLS. */
    Optional<Identity> identity() {
        return tls.map(Tls::identity);
    }

    void bindTo(Main camel, Clock wall) {
        camel.bind("registryServer", server);
        Optional<ExpiryWarning> certificate = identity().map(identity -> new ExpiryWarning(identity, wall));
        Optional<Authority> authorities = tls.flatMap(Tls::clients);
        camel.bind("watchCertificate", (Processor) timer -> certificate.ifPresent(ExpiryWarning::look));
        camel.bind("watchAuthorities", (Processor) timer -> authorities.ifPresent(Authority::look));
    }

    @Override
    public void close() {
        connections.close();
    }
}
