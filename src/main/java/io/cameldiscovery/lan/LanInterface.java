package io.cameldiscovery.lan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

/**
 * A network interface as the operating system showed it at one moment.
 *
 * @param name such as {@code eth0}
 * @param index the system's number for it, which a recreated interface of the same name does not keep; 0 if unknown
 * @param up whether it is switched on and its cable is in
 * @param loopback whether it leads to this host only
 * @param addresses those that peers can use, routable ones first, then link-local ones
 */
public record LanInterface(String name, int index, boolean up, boolean loopback, List<LanAddress> addresses) {

    private static final Comparator<LanAddress> ROUTABLE_FIRST = Comparator.<LanAddress, Boolean>comparing(
                    a -> a.address().isLinkLocalAddress())
            .thenComparing(a -> a.address().getHostAddress());

    public LanInterface {
        addresses = addresses.stream().sorted(ROUTABLE_FIRST).toList();
    }

    /** Its IPv4 addresses with their subnets. */
    public List<LanAddress> ipv4() {
        return addresses.stream()
                .filter(a -> a.address() instanceof Inet4Address)
                .toList();
    }

    /** Its IPv6 addresses, link-local ones included. */
    public List<LanAddress> ipv6() {
        return addresses.stream()
                .filter(a -> !(a.address() instanceof Inet4Address))
                .toList();
    }

    /** Whether that address is in one of this interface's subnets, so that no router is needed to reach it. */
    public boolean reachesDirectly(InetAddress address) {
        return addresses.stream().anyMatch(own -> own.covers(address));
    }
}
