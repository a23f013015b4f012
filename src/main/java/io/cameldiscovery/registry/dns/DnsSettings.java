package io.cameldiscovery.registry.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How the registry plays name server.
 *
 * @param domain under which all names are
 * @param address what the name of the name server itself resolves to, if that is known
 * @param longestTtl no answer may be kept longer than this, nor longer than the lease; at most a week, for RFC 8767
 *     section 4 takes more for a mistake
 * @param negativeTtl how long it may be kept that there is no such name or type
 * @param sourceRate how many datagrams a second from one source are answered in full, 0 for no limit
 * @param sourceBurst and how many at once
 */
public record DnsSettings(
        DnsDomain domain,
        Optional<InetAddress> address,
        Duration longestTtl,
        Duration negativeTtl,
        double sourceRate,
        double sourceBurst) {}
