package io.cameldiscovery.registry.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the registry's DNS server.
 *
 * @param domain under which all names are
 * @param address what the name of the name server itself resolves to, if that is known
 * @param longestTtl no answer may be kept longer than this, nor longer than the lease; at most a week, for RFC 8767
 *     section 4 takes more for a mistake
 * @param negativeTtl how long a negative answer may be cached
 * @param sourceRate how many datagrams a second from one source are answered in full, 0 for no limit
 * @param sourceBurst how many of them at once
 */
public record DnsSettings(
        DnsDomain domain,
        Optional<InetAddress> address,
        Duration longestTtl,
        Duration negativeTtl,
        double sourceRate,
        double sourceBurst) {}
