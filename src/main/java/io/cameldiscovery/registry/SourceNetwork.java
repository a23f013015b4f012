package io.cameldiscovery.registry;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Who counts as one source: an IPv4 address, or an IPv6 network of 64 bits, all of which one host may have. */
public final class SourceNetwork {

    private SourceNetwork() {}

    public static InetAddress of(InetAddress source) {
        if (!(source instanceof Inet6Address)) {
            return source;
        }
        byte[] octets = source.getAddress();
        Arrays.fill(octets, octets.length / 2, octets.length, (byte) 0);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            return source;
        }
    }
}
