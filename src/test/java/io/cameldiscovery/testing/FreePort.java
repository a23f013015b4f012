package io.cameldiscovery.testing;

import io.cameldiscovery.lan.PortReservation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port that nobody has at this moment. */
public final class FreePort {

    private FreePort() {}

    public static int udp() {
        try (DatagramSocket socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
    }

    /** One that is free for both. */
    public static int udpAndTcp() {
        try (PortReservation both = PortReservation.reserve(0)) {
            return both.port();
        }
    }

    public static int tcp() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
    }
}
