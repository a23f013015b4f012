package io.cameldiscovery.lan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * An address of an interface, with the size of its subnet.
 *
 * @param address IPv4 or IPv6; a link-local IPv6 address carries its scope
 * @param prefixLength how many leading bits name the subnet: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
record LanAddress(InetAddress address, int prefixLength) {

    /** @throws IllegalArgumentException if the prefix is longer than the address */
    public LanAddress {
        if (prefixLength < 0 || prefixLength > bits(address)) {
            throw new IllegalArgumentException(
                    "not a prefix length of " + address.getHostAddress() + ": " + prefixLength);
        }
    }

    /** Whether the other address lies in this address's subnet. */
    public boolean covers(InetAddress other) {
        return bits(other) == bits(address)
                && Arrays.equals(withHostBits(address.getAddress(), false), withHostBits(other.getAddress(), false));
    }

    /** The address that reaches every host of this IPv4 subnet; none for IPv6 and for subnets of one or two hosts. */
    public Optional<InetAddress> broadcast() {
        if (!(address instanceof Inet4Address) || prefixLength > 30) {
            return Optional.empty();
        }
        return Optional.of(fromOctets(withHostBits(address.getAddress(), true)));
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }

    private byte[] withHostBits(byte[] octets, boolean value) {
        for (int bit = prefixLength; bit < octets.length * 8; bit++) {
            int mask = 0x80 >> (bit % 8);
            octets[bit / 8] = (byte) (value ? octets[bit / 8] | mask : octets[bit / 8] & ~mask);
        }
        return octets;
    }

    private static int bits(InetAddress address) {
        return address instanceof Inet4Address ? 32 : 128;
    }

    private static InetAddress fromOctets(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 octets", e);
        }
    }
}
