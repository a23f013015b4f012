package io.cameldiscovery.lan;

import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.settings.UnicastTarget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where the LAN is addressed, and by which roads: {@code discovery.lan.*}.
 *
 * @param port the well-known UDP port of every node, 1 to 65535
 * @param groups multicast groups, IPv4 and IPv6, to join and to send to
 * @param multicast whether to send to the groups; they are joined in any case
 * @param broadcast whether to send to each interface's IPv4 broadcast address
 * @param ipv6 whether IPv6 groups are joined and sent to
 * @param hopLimit how many networks a multicast datagram may cross: 1 stays on the LAN, 0 on this host, at most 255
 * @param targets hosts that are sent to one by one in addition, where neither group nor broadcast gets through
 */
public record LanSettings(
        int port,
        List<InetAddress> groups,
        boolean multicast,
        boolean broadcast,
        boolean ipv6,
        int hopLimit,
        List<InetSocketAddress> targets) {

    /** The port unless another is configured; free of SSDP (1900) and WS-Discovery (3702). */
    public static final int DEFAULT_PORT = 9797;

    /** The groups of SSDP, which network equipment lets pass more often than others. */
    public static final List<String> DEFAULT_GROUPS = List.of("239.255.255.250", "ff02::c");

    /** @throws IllegalArgumentException with one line for the operator if a value is out of range */
    public LanSettings {
        require(port > 0 && port <= 65_535, "the LAN port is 1 to 65535, not " + port);
        require(hopLimit >= 0 && hopLimit <= 255, "the hop limit is 0 to 255, not " + hopLimit);
        groups.forEach(LanSettings::requireMulticast);
        targets.forEach(target -> require(!target.isUnresolved(), "cannot resolve the LAN target " + target));
        groups = List.copyOf(groups);
        targets = List.copyOf(targets);
    }

    public static LanSettings of(Settings settings) {
        int port = settings.integer("discovery.lan.port", 1, 65535);
        return new LanSettings(
                port,
                settings.parse(
                        "discovery.lan.groups",
                        "multicast addresses, such as 239.255.255.250, ff02::c",
                        all -> groups(settings.list("discovery.lan.groups"))),
                settings.flag("discovery.lan.multicast"),
                settings.flag("discovery.lan.broadcast"),
                settings.flag("discovery.lan.ipv6"),
                settings.integer("discovery.lan.hop-limit", 0, 255),
                settings.parse(
                        "discovery.lan.unicast-targets",
                        "addresses with or without port, such as 10.7.0.5 or 10.7.0.5:9797",
                        all -> settings.list("discovery.lan.unicast-targets").stream()
                                .map(target -> UnicastTarget.parse(target, port))
                                .toList()));
    }

    /** All roads on {@link #DEFAULT_PORT} and {@link #DEFAULT_GROUPS}, no further than this LAN. */
    public static LanSettings defaults() {
        return new LanSettings(DEFAULT_PORT, groups(DEFAULT_GROUPS), true, true, true, 1, List.of());
    }

    /** The groups written as literal addresses. @throws IllegalArgumentException if one is not an address */
    public static List<InetAddress> groups(List<String> literals) {
        return literals.stream().map(LanSettings::group).toList();
    }

    /** The same settings on another port. */
    public LanSettings onPort(int other) {
        return new LanSettings(other, groups, multicast, broadcast, ipv6, hopLimit, targets);
    }

    /** The group written as literal address. @throws IllegalArgumentException if it is no multicast address */
    public static InetAddress group(String literal) {
        require(literal.matches("[0-9a-fA-F.:]+"), "not an IP address: " + literal);
        try {
            InetAddress group = InetAddress.getByName(literal);
            requireMulticast(group);
            return group;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: " + literal, e);
        }
    }

    private static void requireMulticast(InetAddress group) {
        require(
                group.isMulticastAddress(),
                "not a multicast address (224.0.0.0/4, ff00::/8): " + group.getHostAddress());
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
