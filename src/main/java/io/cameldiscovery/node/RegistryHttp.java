package io.cameldiscovery.node;

import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.http.HttpEntrance;
import io.cameldiscovery.registry.http.HttpServerSettings;
import io.cameldiscovery.registry.http.RegistryServer;
import io.cameldiscovery.registry.http.RequestRates;
import io.cameldiscovery.registry.http.ServerTls;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.tls.Authority;
import io.cameldiscovery.tls.ExpiryWarning;
import io.cameldiscovery.tls.Identity;
import io.cameldiscovery.token.BearerTokenFile;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.camel.main.Main;

/** The registry's HTTP server and what it lets in, as the settings say. */
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

    private final RegistryServer server;
    private final HttpEntrance entrance;
    private final Optional<Tls> tls;
    private final ClientAddress askers;
    private final RequestRates rates;

    private RegistryHttp(
            RegistryServer server, HttpEntrance entrance, Optional<Tls> tls, ClientAddress askers, RequestRates rates) {
        this.server = server;
        this.entrance = entrance;
        this.tls = tls;
        this.askers = askers;
        this.rates = rates;
    }

    /** The files of TLS. */
    private record Tls(Identity identity, Optional<Authority> clients, boolean required) {
        ServerTls asUsed() {
            return new ServerTls(identity, clients.map(X509ExtendedTrustManager.class::cast), required);
        }
    }

    static RegistryHttp of(Settings settings, MonotonicClock clock) {
        HttpServerSettings limits = limits(settings);
        Optional<BearerTokenFile> tokens = lookupTokens(settings, clock);
        AtomicReference<RegistryServer> made = new AtomicReference<>();
        Optional<Tls> tls = tls(settings, clock, () -> {
            RegistryServer server = made.get();
            if (server != null) {
                server.tlsChanged();
            }
        });
        RegistryServer server = new RegistryServer(limits, tls.map(Tls::asUsed));
        made.set(server);
        boolean certificates = tls.flatMap(Tls::clients).isPresent();
        ClientAddress askers = new ClientAddress(limits.proxies());
        RequestRates rates = new RequestRates(limits, askers, clock);
        HttpEntrance entrance = new HttpEntrance(server, tokens, certificates, tls.isPresent(), rates);
        return new RegistryHttp(server, entrance, tls, askers, rates);
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

    ClientAddress askers() {
        return askers;
    }

    RequestRates rates() {
        return rates;
    }

    RegistryServer server() {
        return server;
    }

    HttpEntrance entrance() {
        return entrance;
    }

    /** By which it shows who it is, if it speaks TLS. */
    Optional<Identity> identity() {
        return tls.map(Tls::identity);
    }

    /** What looks whether the files of TLS have changed, and whether its certificate ends. */
    List<Runnable> looks(Clock wall) {
        List<Runnable> looks = new ArrayList<>();
        identity().ifPresent(identity -> looks.add(new ExpiryWarning(identity, wall)::look));
        tls.flatMap(Tls::clients).ifPresent(authority -> looks.add(authority::look));
        return looks;
    }

    void bindTo(Main camel) {
        camel.bind("registryVertx", server.vertx());
        camel.bind("httpEntrance", entrance);
    }

    @Override
    public void close() {
        server.close();
    }
}
