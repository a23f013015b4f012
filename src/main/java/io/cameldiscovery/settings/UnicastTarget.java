package io.cameldiscovery.settings;

import io.cameldiscovery.record.Endpoint;
import java.net.InetSocketAddress;

/** A host that is asked by unicast, written {@code address}, {@code address:port} or {@code [address]:port}. */
public final class UnicastTarget {

    private UnicastTarget() {}

    /** @throws IllegalArgumentException if it is no literal address */
    public static InetSocketAddress parse(String text, int defaultPort) {
        boolean bareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        String host = bareIpv6 ? "[" + text + "]" : text;
        Endpoint endpoint = Endpoint.parse("udp://" + host);
        return new InetSocketAddress(endpoint.address(), endpoint.port() > 0 ? endpoint.port() : defaultPort);
    }
}
