package io.cameldiscovery.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How the registry plays name server.
 *
 * @param domain under which all names are
 * @param address what the name of the name server itself resolves to, if that is known
 * @param longestTtl no answer may be kept longer than this, nor longer than the lease
 * @param negativeTtl how long it may be kept that there is no such name or type
 * @param sourceRate how many datagrams a second from one source are answered in full, 0 for no limit
 * @param sourceBurst and how many at once
 */
public record DnsOptions(
        DnsDomain domain,
        Optional<InetAddress> address,
        Duration longestTtl,
        Duration negativeTtl,
        double sourceRate,
        double sourceBurst) {

    private static final Duration A_WEEK = Duration.ofDays(7);

    /** @throws IllegalArgumentException if a time is negative or over a week, which RFC 8767 section 4 takes for a mistake */
    public DnsOptions {
        if (longestTtl.isNegative()
                || negativeTtl.isNegative()
                || longestTtl.compareTo(A_WEEK) > 0
                || negativeTtl.compareTo(A_WEEK) > 0) {
            throw new IllegalArgumentException("0s to 7d");
        }
    }
}
