package io.cameldiscovery.registry.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;

/**
 * Limits of an HTTP server, per client and in all.
 *
 * @param connections open connections in all
 * @param sourceConnections open connections from one source
 * @param requestTimeout time for a complete request, counted from the opening of the connection (the TLS handshake
 *     included) or from the end of the request's header
 * @param idleTimeout how long a connection may stay open without a further request
 * @param lookupRate lookups a second from one source, 0 for no limit
 * @param lookupBurst how many at once
 * @param registrationRate registrations and all else a second from one source, 0 for no limit
 * @param registrationBurst how many at once
 * @param proxies addresses of trusted proxies, whose forwarding headers are believed
 */
public record HttpServerSettings(
        int connections,
        int sourceConnections,
        Duration requestTimeout,
        Duration idleTimeout,
        double lookupRate,
        double lookupBurst,
        double registrationRate,
        double registrationBurst,
        Set<InetAddress> proxies) {

    public HttpServerSettings {
        proxies = Set.copyOf(proxies);
    }
}
