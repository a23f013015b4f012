package io.cameldiscovery.registry.http;

import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortSettings;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.token.TokenSigner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the registry's HTTP server listens, and its limits, per client and in all.
 *
 * @param host as the setting has it
 * @param address the same with the port
 * @param connections open connections in all
 * @param sourceConnections open connections from one source
 * @param requestTimeout time for a complete request, counted from the opening of the connection (the TLS handshake
 *     included) or from the end of the request's header
 * @param idleTimeout how long a connection may stay open without a further request
 * @param lookupRate lookups a second from one source, 0 for no limit
 * @param lookupBurst how many at once
 * @param registrationRate registrations and all else a second from one source, 0 for no limit
 * @param registrationBurst how many at once
 * @param bulkBody longest body in octets of a request with many tokens
 * @param proxies addresses of trusted proxies, whose forwarding headers are believed
 */
public record HttpServerSettings(
        String host,
        InetSocketAddress address,
        int connections,
        int sourceConnections,
        Duration requestTimeout,
        Duration idleTimeout,
        double lookupRate,
        double lookupBurst,
        double registrationRate,
        double registrationBurst,
        int bulkBody,
        Set<InetAddress> proxies) {

    private static final String HOST = "discovery.registry.host";
    private static final PortSettings PORT = PortSettings.ofHost("discovery.registry.port", HOST);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    public HttpServerSettings {
        proxies = Set.copyOf(proxies);
    }

    /** @throws ConfigurationException naming the first setting that cannot be used */
    public static HttpServerSettings of(Settings settings) {
        // Camel's server reads it; a registration is one token.
        settings.integer("discovery.registry.max-body-size", TokenSigner.MAX_DATAGRAM, 1_000_000_000);
        return new HttpServerSettings(
                settings.text(HOST),
                PORT.address(settings),
                settings.integer("discovery.registry.max-connections", 1, 10_000_000),
                settings.integer("discovery.registry.max-source-connections", 1, 10_000_000),
                settings.duration("discovery.registry.request-timeout", SHORTEST_TIMEOUT),
                settings.duration("discovery.registry.idle-timeout", SHORTEST_TIMEOUT),
                settings.number("discovery.registry.lookup-rate", 0, 1e9),
                settings.number("discovery.registry.lookup-burst", 1, 1e9),
                settings.number("discovery.registry.registration-rate", 0, 1e9),
                settings.number("discovery.registry.registration-burst", 1, 1e9),
                settings.integer("discovery.registry.bulk.max-body-size", 1_500, 1 << 30),
                settings.parse(
                        "discovery.registry.proxies",
                        "IP addresses with commas between, such as 10.7.0.9",
                        text -> proxies(settings)));
    }

    /**
     * Camel's HTTP server would only log that it cannot listen.
     *
     * @throws ConfigurationException if the port is taken, or the address is another host's
     */
    public void requireFreePort() {
        PORT.require(() -> PortReservation.requireFree(address));
    }

    /** The host as a URI has it (RFC 3986 section 3.2.2). */
    public String uriHost() {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static Set<InetAddress> proxies(Settings settings) {
        Set<InetAddress> addresses = new HashSet<>();
        for (String address : settings.list("discovery.registry.proxies")) {
            try {
                if (!ADDRESS.matcher(address).matches()) {
                    throw new IllegalArgumentException("'" + address + "' is not an IP address");
                }
                addresses.add(InetAddress.getByName(address));
            } catch (UnknownHostException malformed) {
                throw new IllegalArgumentException("'" + address + "' is not an IP address", malformed);
            }
        }
        return addresses;
    }
}
