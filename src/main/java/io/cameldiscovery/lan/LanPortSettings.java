package io.cameldiscovery.lan;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.settings.UnicastTarget;
import java.net.InetSocketAddress;

/**
 * Where the sockets of the LAN are bound: {@code discovery.lan.bind-address}, {@code .port}, {@code .unicast-port}.
 *
 * @param group address and port of the group socket, which nodes of one host share
 * @param unicastPort of the unicast socket; 0 for any free one
 */
public record LanPortSettings(InetSocketAddress group, int unicastPort) {

    private static final String ADDRESS = "discovery.lan.bind-address";
    private static final String PORT = "discovery.lan.port";
    private static final String UNICAST_PORT = "discovery.lan.unicast-port";

    public static LanPortSettings of(Settings settings) {
        int port = settings.integer(PORT, 1, 65535);
        return new LanPortSettings(
                settings.parse(
                        ADDRESS,
                        "a local address, such as 0.0.0.0",
                        address -> new InetSocketAddress(
                                UnicastTarget.parse(address, port).getAddress(), port)),
                settings.integer(UNICAST_PORT, 0, 65535));
    }

    /** @throws ConfigurationException if the group socket could not be bound there */
    public void requireGroupPort() {
        PortSettings.ofHost(PORT, ADDRESS).require(() -> PortReservation.requireShareable(group));
    }

    /** @throws ConfigurationException if the port is taken */
    public PortReservation reserveUnicastPort() {
        return PortSettings.of(UNICAST_PORT).get(() -> PortReservation.reserve(unicastPort));
    }
}
