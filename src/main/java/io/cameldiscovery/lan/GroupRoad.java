package io.cameldiscovery.lan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One destination for a datagram to the peers.
 *
 * @param to a group, a broadcast address, or a host of the configured list
 * @param via the interface that a multicast datagram leaves by; empty where the address alone decides
 */
record GroupRoad(InetSocketAddress to, Optional<LanInterface> via) {

    /** All destinations that the settings and interfaces allow, each once per interface. */
    static List<GroupRoad> all(LanSettings settings, InterfaceSnapshot snapshot) {
        Stream<GroupRoad> perInterface = snapshot.interfaces().stream()
                .flatMap(face -> Stream.concat(multicasts(settings, face), broadcasts(settings, face)));
        Stream<GroupRoad> targets = settings.targets().stream().map(GroupRoad::unicast);
        return Stream.concat(perInterface, targets).distinct().toList();
    }

    /** Whether failure is normal: most systems have no IPv6 multicast on the loopback interface. */
    boolean isOptional() {
        return !(to.getAddress() instanceof Inet4Address) && via.stream().anyMatch(LanInterface::loopback);
    }

    /** The groups that an interface has addresses for. */
    static Stream<InetAddress> groups(LanSettings settings, LanInterface face) {
        return settings.groups().stream()
                .filter(group -> group instanceof Inet4Address
                        ? !face.ipv4().isEmpty()
                        : settings.ipv6() && !face.ipv6().isEmpty());
    }

    private static Stream<GroupRoad> multicasts(LanSettings settings, LanInterface face) {
        return settings.multicast()
                ? groups(settings, face)
                        .map(group -> new GroupRoad(new InetSocketAddress(group, settings.port()), Optional.of(face)))
                : Stream.empty();
    }

    private static Stream<GroupRoad> broadcasts(LanSettings settings, LanInterface face) {
        return settings.broadcast()
                ? face.ipv4().stream()
                        .flatMap(own -> own.broadcast().stream())
                        .map(address -> unicast(new InetSocketAddress(address, settings.port())))
                : Stream.empty();
    }

    /** The way to one host, or to all of a subnet. */
    static GroupRoad unicast(InetSocketAddress to) {
        return new GroupRoad(to, Optional.empty());
    }
}
