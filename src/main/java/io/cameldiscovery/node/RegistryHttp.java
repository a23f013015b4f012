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
import io.cameldiscovery.registry.interop.ServeConsul;
import io.cameldiscovery.registry.interop.ServePrometheus;
import io.cameldiscovery.registry.lookup.HttpExchange;
import io.cameldiscovery.registry.lookup.LongPolls;
import io.cameldiscovery.registry.lookup.ServeLookups;
import io.cameldiscovery.registry.lookup.WatchLimit;
import io.cameldiscovery.registry.lookup.WatchSettings;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.tls.Authority;
import io.cameldiscovery.tls.ExpiryWarning;
import io.cameldiscovery.tls.Identity;
import io.cameldiscovery.token.BearerTokenFile;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/** The registry's HTTP server, what it lets in and what it answers without a route, as the settings say. */
final class RegistryHttp implements AutoCloseable {

    private static final String CERTIFICATE = "discovery.registry.tls.certificate-file";
    private static final String KEY = "discovery.registry.tls.key-file";
    private static final String CLIENTS = "discovery.registry.tls.client-authority-file";
    private static final String TOKENS = "discovery.registry.lookup-token-file";
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** The values of {@code discovery.registry.tls.client-certificates}. */
    enum ClientCertificates {
        OPTIONAL,
        REQUIRED
    }

    private final Optional<Tls> tls;
    private final ClientAddress clients;
    private final RequestRates rates;
    private final WatchLimit watches;
    private final RegistryConnections connections;
    private final RegistryRouter router;
    private final RegistryServer server;

    /**
     * @param records for filters; null if they must not look into records
     * @param maxBulkSize longest body of a request with many tokens, in octets
     */
    RegistryHttp(
            Settings settings,
            MonotonicClock clock,
            Registry registry,
            @Nullable Records records,
            WatchSettings watching,
            InteropParts interop,
            int maxBulkSize) {
        HttpServerSettings limits = limits(settings);
        Optional<BearerTokenFile> tokens = lookupTokens(settings, clock);
        AtomicReference<RegistryServer> made = new AtomicReference<>();
        this.tls = tls(settings, clock, () -> {
            RegistryServer running = made.get();
            if (running != null) {
                running.tlsChanged();
            }
        });
        this.clients = new ClientAddress(limits.proxies());
        this.rates = new RequestRates(limits, clients, clock);
        this.watches = new WatchLimit(watching, clients);
        this.connections = new RegistryConnections(limits);
        WorkerExecutor workers = HttpExchange.workers(connections.vertx());
        LongPolls polls = new LongPolls(registry.changes(), watches);
        this.router = new RegistryRouter(
                tls.isPresent(),
                rates,
                new LookupAccess(tokens, tls.flatMap(Tls::clients).isPresent()),
                new LargeBodies(maxBulkSize, clients),
                new ServeLookups(registry, records, watching, watches, polls, workers),
                interop.consul()
                        .map(catalogue ->
                                new ServeConsul(catalogue, registry.changes(), polls, watching.longestWait(), workers)),
                interop.prometheus().map(targets -> new ServePrometheus(targets, registry, workers)));
        this.server = new RegistryServer(limits, connections, tls.map(Tls::asUsed), router);
        made.set(server);
    }

    /** The files of TLS. */
    private record Tls(Identity identity, Optional<Authority> clients, boolean required) {
        ServerTls asUsed() {
            return new ServerTls(identity, clients.map(X509ExtendedTrustManager.class::cast), required);
        }
    }

    static boolean usesTls(Settings settings) {
        return settings.optional(CERTIFICATE).isPresent();
    }

    /** Whether a registry with these settings answers lookups only of those who prove that they may look up. */
    static boolean guardsLookups(Settings settings) {
        return settings.optional(TOKENS).isPresent()
                || settings.optional(CLIENTS).isPresent();
    }

    /** What lookups come with, here or at the registries of others. */
    static Optional<BearerTokenFile> lookupTokens(Settings settings, MonotonicClock clock) {
        return settings.path(TOKENS).map(file -> new BearerTokenFile(file, clock::nanos));
    }

    private static Optional<Tls> tls(Settings settings, MonotonicClock clock, Runnable changed) {
        ClientCertificates wanted =
                settings.choice("discovery.registry.tls.client-certificates", ClientCertificates.class);
        Optional<Path> certificate = settings.file(CERTIFICATE);
        Optional<Path> key = settings.file(KEY);
        Optional<Path> clients = settings.file(CLIENTS);
        settings.requireTogether(CERTIFICATE, KEY);
        if (clients.isPresent() && certificate.isEmpty()) {
            throw new ConfigurationException(
                    CERTIFICATE + " is missing: clients show certificates (" + CLIENTS + ") only by TLS");
        }
        if (wanted == ClientCertificates.REQUIRED && clients.isEmpty()) {
            throw new ConfigurationException(CLIENTS + " is missing: without it no client's certificate is good");
        }
        Optional<Authority> authority = clients.map(file -> new Authority(file, clock::nanos, changed));
        return certificate.map(file -> new Tls(
                new Identity(file, key.orElseThrow(), clock::nanos, changed),
                authority,
                wanted == ClientCertificates.REQUIRED));
    }

    private static HttpServerSettings limits(Settings settings) {
        Duration least = Duration.ofMillis(1);
        return new HttpServerSettings(
                settings.integer("discovery.registry.max-connections", 1, 10_000_000),
                settings.integer("discovery.registry.max-source-connections", 1, 10_000_000),
                settings.duration("discovery.registry.request-timeout", least),
                settings.duration("discovery.registry.idle-timeout", least),
                settings.number("discovery.registry.lookup-rate", 0, 1e9),
                settings.number("discovery.registry.lookup-burst", 1, 1e9),
                settings.number("discovery.registry.registration-rate", 0, 1e9),
                settings.number("discovery.registry.registration-burst", 1, 1e9),
                settings.parse(
                        "discovery.registry.proxies",
                        "IP addresses with commas between, such as 10.7.0.9",
                        text -> addresses(settings)));
    }

    private static Set<InetAddress> addresses(Settings settings) {
        Set<InetAddress> addresses = new HashSet<>();
        for (String address : settings.list("discovery.registry.proxies")) {
            try {
                if (!ADDRESS.matcher(address).matches()) {
                    throw new IllegalArgumentException("'" + address + "' is none");
                }
                addresses.add(InetAddress.getByName(address));
            } catch (UnknownHostException malformed) {
                throw new IllegalArgumentException("'" + address + "' is none", malformed);
            }
        }
        return addresses;
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
