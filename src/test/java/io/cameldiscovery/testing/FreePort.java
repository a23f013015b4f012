package io.cameldiscovery.testing;

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

    public static int tcp() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
    }
}
