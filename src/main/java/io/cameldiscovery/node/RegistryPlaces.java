package io.cameldiscovery.node;

import io.cameldiscovery.settings.Settings;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Where a registry serves what.
 *
 * @param host as a URI has it
 * @param everywhere whether that means all addresses of this host
 * @param scheme of its URL
 * @param port of HTTP
 * @param dnsPort of DNS
 * @param noDns why it serves no DNS; empty if it does
 */
record RegistryPlaces(String host, boolean everywhere, String scheme, String port, String dnsPort, String noDns) {

    static RegistryPlaces of(Settings settings) {
        return new RegistryPlaces(
                RegistryParts.host(settings),
                RegistryParts.address(settings, 0).getAddress().isAnyLocalAddress(),
                RegistryHttp.usesTls(settings) ? "https" : "http",
                settings.text("discovery.registry.port"),
                settings.text("discovery.registry.dns.port"),
                DnsParts.whyNot(settings));
    }

    /** @param addresses of this host, best first: the wildcard address is none that anybody could use */
    String summary(List<InetAddress> addresses) {
        if (everywhere && addresses.isEmpty()) {
            return "Registry by " + scheme + " at port " + port + " of all addresses; " + dns("port " + dnsPort);
        }
        String name = everywhere ? text(addresses.get(0)) : host;
        return "Registry at " + scheme + "://" + name + ":" + port + (everywhere ? " and all other addresses" : "")
                + "; " + dns(name + ":" + dnsPort);
    }

    private String dns(String where) {
        return noDns.isEmpty() ? "DNS at " + where : "no DNS (" + noDns + ")";
    }

    /** The scope of an address means nothing on other hosts. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }
}
