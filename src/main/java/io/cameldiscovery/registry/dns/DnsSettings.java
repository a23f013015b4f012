package io.cameldiscovery.registry.dns;

import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortSettings;
import io.cameldiscovery.registry.AccessSettings;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The registry's DNS server: {@code discovery.registry.dns.*}.
 *
 * @param socket where it listens, by UDP and TCP
 * @param whyOff why it is no name server, and which setting makes it one; empty if it is
 * @param domain under which all names are
 * @param longestTtl no answer may be kept longer than this, nor longer than the lease; at most a week, for RFC 8767
 *     section 4 takes more for a mistake
 * @param negativeTtl how long a negative answer may be cached
 * @param sourceRate how many datagrams a second from one source are answered in full, 0 for no limit
 * @param sourceBurst how many of them at once
 * @param maxConnections how many TCP connections may be open
 * @param idleTimeout how long one may take for its next query
 */
public record DnsSettings(
        InetSocketAddress socket,
        String whyOff,
        DnsDomain domain,
        Duration longestTtl,
        Duration negativeTtl,
        double sourceRate,
        double sourceBurst,
        int maxConnections,
        Duration idleTimeout) {

    private static final String PORT = "discovery.registry.dns.port";
    private static final PortSettings SOCKET = PortSettings.ofHost(PORT, "discovery.registry.host");
    /** What a resolver that asks for a whole site sends at once. */
    private static final double SOURCE_BURST = 2_000;

    private static final Duration A_WEEK = Duration.ofDays(7);

    /**
     * @param access whom the registry lets look up by HTTP
     * @throws ConfigurationException naming the first setting that cannot be used, whether it is a name server or not
     */
    public static DnsSettings of(Settings settings, AccessSettings access) {
        InetSocketAddress socket = SOCKET.address(settings);
        boolean open = settings.flag("discovery.registry.dns.open") || !access.guardsLookups();
        return new DnsSettings(
                socket,
                whyOff(socket.getPort(), open, access.disclose()),
                settings.parse(
                        "discovery.registry.dns.domain", "a domain such as discovery.internal", DnsDomain::parse),
                ttl(settings, "discovery.registry.dns.ttl"),
                ttl(settings, "discovery.registry.dns.negative-ttl"),
                settings.number("discovery.registry.dns.source-rate", 0, 1e9),
                SOURCE_BURST,
                settings.integer("discovery.registry.dns.max-connections", 1, 1_000_000),
                settings.duration("discovery.registry.dns.idle-timeout", Duration.ofMillis(1)));
    }

    public boolean isUsed() {
        return whyOff.isEmpty();
    }

    /** What the name of the name server itself resolves to, if that is known. */
    Optional<InetAddress> address() {
        return Optional.of(socket.getAddress()).filter(host -> !host.isAnyLocalAddress());
    }

    /** @throws ConfigurationException if a port is taken, or the address is another host's */
    public void requireFreePorts() {
        SOCKET.require(() -> {
            PortReservation.requireFreeDatagrams(socket);
            PortReservation.requireFree(socket);
        });
    }

    private static String whyOff(int port, boolean open, boolean disclose) {
        if (port == 0) {
            return PORT + "=0";
        } else if (!open) {
            return "lookups need a token or certificate, and DNS has none: discovery.registry.dns.open";
        } else if (!disclose) {
            return "records are encrypted: discovery.registry.disclose";
        }
        return "";
    }

    private static Duration ttl(Settings settings, String key) {
        Duration ttl = settings.duration(key);
        return settings.parse(key, "a duration of whole seconds from 0s to 7d", text -> {
            if (ttl.compareTo(A_WEEK) > 0) {
                throw new IllegalArgumentException("more than a week");
            } else if (ttl.toMillis() % 1_000 != 0) {
                throw new IllegalArgumentException("DNS knows whole seconds only");
            }
            return ttl;
        });
    }
}
