package io.cameldiscovery.lan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port number for both UDP and TCP, known before any route starts and held until closed.
 *
 * <p>The TCP half is a socket that is bound but does not listen: with SO_REUSEADDR on both, a listener of this process
 * may use the same port, but the system gives it to no other program. The UDP half cannot be shared
 * without sharing its datagrams, so it is released just before the LAN socket binds.
 */
public final class PortReservation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PortReservation.class);
    private static final int ATTEMPTS = 100;

    private final SocketChannel tcp;
    private final DatagramChannel udp;
    private final int port;

    private PortReservation(SocketChannel tcp, DatagramChannel udp, int port) {
        this.tcp = tcp;
        this.udp = udp;
        this.port = port;
    }

    /**
     * @param wanted 1 to 65535, or 0 for one that is free for both protocols
     * @throws PortUnavailableException if another socket holds the port, or no free one was found
     */
    public static PortReservation reserve(int wanted) {
        for (int attempt = 1; wanted == 0 && attempt < ATTEMPTS; attempt++) {
            try {
                return bind(wanted);
            } catch (PortUnavailableException e) {
                LOG.debug("Trying another port: {}", e.getMessage());
            }
        }
        return bind(wanted);
    }

    /**
     * Checks that the well-known port is free or can be shared.
     *
     * @throws PortUnavailableException if another program holds it exclusively, or this host does not have the address
     */
    public static void requireShareable(InetSocketAddress address) {
        try (DatagramChannel probe = openUdp()) {
            share(probe);
            bound(probe, "UDP port", address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks that a TCP server can listen there.
     *
     * @throws PortUnavailableException if another socket holds the port, or this host does not have the address
     */
    public static void requireFree(InetSocketAddress address) {
        release(bound(openTcp(), "TCP port", address));
    }

    /**
     * Checks that a UDP server can have this port exclusively.
     *
     * @throws PortUnavailableException if another socket holds the port, or this host does not have the address
     */
    public static void requireFreeDatagrams(InetSocketAddress address) {
        release(bound(openUdp(), "UDP port", address));
    }

    /** The reserved number. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        release(udp);
        release(tcp);
    }

    void releaseUdp() {
        release(udp);
    }

    /** Lets several sockets share the port; each receives every group and broadcast datagram. */
    static void share(DatagramChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
    }

    private static PortReservation bind(int wanted) {
        SocketChannel tcp = bound(openTcp(), "TCP port", new InetSocketAddress(wanted));
        try {
            int port = tcp.socket().getLocalPort();
            return new PortReservation(tcp, bound(openUdp(), "UDP port", new InetSocketAddress(port)), port);
        } catch (PortUnavailableException e) {
            release(tcp);
            throw e;
        }
    }

    private static <C extends NetworkChannel> C bound(C channel, String what, InetSocketAddress address) {
        try {
            channel.bind(address);
            return channel;
        } catch (IOException e) {
            release(channel);
            throw new PortUnavailableException(what, address, isAtThisHost(address), e);
        }
    }

    /** Whether this host has the address. */
    private static boolean isAtThisHost(InetSocketAddress address) {
        try (SocketChannel any = openTcp()) {
            any.bind(new InetSocketAddress(address.getAddress(), 0));
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    private static SocketChannel openTcp() {
        try {
            SocketChannel tcp = SocketChannel.open();
            tcp.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return tcp;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatagramChannel openUdp() {
        try {
            return DatagramChannel.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void release(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
