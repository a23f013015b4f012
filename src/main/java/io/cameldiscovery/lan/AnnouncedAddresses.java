package io.cameldiscovery.lan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

/** Chooses the addresses of this host that its records name. */
public final class AnnouncedAddresses {

    private AnnouncedAddresses() {}

    /**
     * All routable addresses, IPv4 first; link-local ones only if there are no others, since their scope means
     * nothing on another host.
     */
    public static List<InetAddress> announced(InterfaceSnapshot interfaces) {
        List<InetAddress> routable = interfaces.addresses().stream()
                .filter(address -> !address.isLinkLocalAddress())
                .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                .toList();
        return routable.isEmpty() ? List.copyOf(interfaces.addresses()) : routable;
    }

    /** Whether they lead to this host only. */
    public static boolean areLoopback(List<InetAddress> addresses) {
        return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    }
}
