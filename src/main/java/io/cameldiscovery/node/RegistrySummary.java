package io.cameldiscovery.node;

import io.cameldiscovery.registry.dns.DnsSettings;
import io.cameldiscovery.registry.http.HttpServerSettings;
import io.cameldiscovery.registry.http.ServerTlsSettings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Where a registry serves what, in a line for the log.
 *
 * @param host as a URI has it
 * @param everywhere whether that means all addresses of this host
 * @param scheme of its URL
 * @param port of HTTP
 * @param dnsPort of DNS
 * @param noDns why it serves no DNS; empty if it does
 */
record RegistrySummary(String host, boolean everywhere, String scheme, int port, int dnsPort, String noDns) {

    static RegistrySummary of(HttpServerSettings http, ServerTlsSettings tls, DnsSettings dns) {
        return new RegistrySummary(
                http.uriHost(),
                http.address().getAddress().isAnyLocalAddress(),
                tls.isUsed() ? "https" : "http",
                http.address().getPort(),
                dns.socket().getPort(),
                dns.whyOff());
    }

    /** @param addresses of this host, best first: the wildcard address is none that anybody could use */
    String text(List<InetAddress> addresses) {
        if (everywhere && addresses.isEmpty()) {
            return "Registry by " + scheme + " at port " + port + " of all addresses; " + dns("port " + dnsPort);
        }
        String name = everywhere ? uriHost(addresses.get(0)) : host;
        return "Registry at " + scheme + "://" + name + ":" + port + (everywhere ? " and all other addresses" : "")
                + "; " + dns(name + ":" + dnsPort);
    }

    private String dns(String where) {
        return noDns.isEmpty() ? "DNS at " + where : "no DNS (" + noDns + ")";
    }

    /** The scope of an address means nothing on other hosts. */
    private static String uriHost(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }
}
