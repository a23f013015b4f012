package io.cameldiscovery.timing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What counts as one source in limits. */
public final class SourceNetwork {

    private SourceNetwork() {}

    /** The address itself, or the network of 64 bits: an IPv6 host has all addresses of it to send from. */
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
