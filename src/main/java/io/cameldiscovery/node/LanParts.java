package io.cameldiscovery.node;

import io.cameldiscovery.lan.DatagramFilter;
import io.cameldiscovery.lan.InterfaceRules;
import io.cameldiscovery.lan.InterfaceWatcher;
import io.cameldiscovery.lan.LanSettings;
import io.cameldiscovery.lan.LanSocket;
import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortSettings;
import io.cameldiscovery.lan.SystemInterfaces;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.settings.UnicastTarget;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.token.TokenSigner;
import java.net.InetSocketAddress;

/** Makes the LAN socket as the settings say. */
final class LanParts {

    private LanParts() {}

    static LanSocket socket(Settings settings, LanSettings options, PortReservation port, MonotonicClock clock) {
        InterfaceWatcher watcher = new InterfaceWatcher(
                new SystemInterfaces(),
                new InterfaceRules(
                        settings.list("discovery.lan.interfaces"), settings.list("discovery.lan.interfaces-excluded")));
        return new LanSocket(options, DatagramFilter.tokens(TokenSigner.MAX_DATAGRAM), watcher, port, clock);
    }

    static void requireGroupPort(Settings settings, int port) {
        String host = settings.text("discovery.lan.bind-address");
        InetSocketAddress address =
                new InetSocketAddress(UnicastTarget.parse(host, port).getAddress(), port);
        PortSettings.ofHost("discovery.lan.port", "discovery.lan.bind-address")
                .require(() -> PortReservation.requireShareable(address));
    }

    static PortReservation unicastPort(Settings settings) {
        int port = settings.integer("discovery.lan.unicast-port", 0, 65535);
        return PortSettings.of("discovery.lan.unicast-port").get(() -> PortReservation.reserve(port));
    }

    static LanSettings options(Settings settings) {
        int groupPort = settings.integer("discovery.lan.port", 1, 65535);
        return new LanSettings(
                groupPort,
                settings.parse(
                        "discovery.lan.groups",
                        "multicast addresses, such as 239.255.255.250, ff02::c",
                        all -> settings.list("discovery.lan.groups").stream()
                                .map(LanSettings::group)
                                .toList()),
                settings.flag("discovery.lan.multicast"),
                settings.flag("discovery.lan.broadcast"),
                settings.flag("discovery.lan.ipv6"),
                settings.integer("discovery.lan.hop-limit", 0, 255),
                settings.parse(
                        "discovery.lan.unicast-targets",
                        "addresses with or without port, such as 10.7.0.5 or 10.7.0.5:9797",
                        all -> settings.list("discovery.lan.unicast-targets").stream()
                                .map(target -> UnicastTarget.parse(target, groupPort))
                                .toList()));
    }
}
