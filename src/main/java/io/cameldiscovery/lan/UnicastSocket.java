package io.cameldiscovery.lan;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** This node's own socket: sends everything and receives the answers. Thread-safe. */
final class UnicastSocket implements SocketLife {

    private final LanSettings settings;
    private final PortReservation reservation;
    private final LanMeter meter;
    private final RareLog rareLog;
    private final Map<LanInterface, NetworkInterface> handles = new ConcurrentHashMap<>();
    private volatile @Nullable DatagramChannel channel;

    UnicastSocket(LanSettings settings, PortReservation reservation, LanMeter meter, RareLog rareLog) {
        this.settings = settings;
        this.reservation = reservation;
        this.meter = meter;
        this.rareLog = rareLog;
    }

    @Override
    public void beforeBind(DatagramChannel unbound) throws IOException {
        unbound.setOption(StandardSocketOptions.SO_REUSEADDR, false);
        unbound.setOption(StandardSocketOptions.SO_BROADCAST, true);
        unbound.setOption(StandardSocketOptions.IP_MULTICAST_TTL, settings.hopLimit());
        unbound.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        reservation.releaseUdp();
    }

    @Override
    public void opened(DatagramChannel bound, Runnable reopen) {
        channel = bound;
    }

    @Override
    public void closed(DatagramChannel former) {
        if (former.equals(channel)) {
            channel = null;
        }
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Forgets the system's handles of interfaces that changed. */
    void forget(InterfaceSnapshot outdated) {
        handles.keySet().removeAll(outdated.interfaces());
    }

    /** Whether the kernel took the datagram. */
    boolean send(byte[] datagram, GroupRoad road) {
        return attempt(
                road,
                open -> road.via().isPresent()
                        ? multicast(open, datagram, road.to(), road.via().get())
                        : open.send(ByteBuffer.wrap(datagram), road.to()));
    }

    /** One at a time: the interface is a property of the socket, not of the datagram. */
    private synchronized int multicast(DatagramChannel open, byte[] datagram, InetSocketAddress to, LanInterface via)
            throws IOException {
        open.setOption(StandardSocketOptions.IP_MULTICAST_IF, handle(via));
        return open.send(ByteBuffer.wrap(datagram), scoped(to, via));
    }

    private boolean attempt(GroupRoad road, Attempt attempt) {
        DatagramChannel open = channel;
        boolean sent = false;
        try {
            sent = open != null && attempt.on(open) > 0;
        } catch (IOException | RuntimeException e) {
            rareLog.debug("Cannot send to " + road.to(), e);
        }
        if (sent) {
            meter.sent.increment();
        } else if (!road.isOptional()) {
            meter.unsent.increment();
        }
        return sent;
    }

    private NetworkInterface handle(LanInterface via) throws IOException {
        NetworkInterface known = handles.get(via);
        if (known != null) {
            return known;
        }
        NetworkInterface found = NetworkInterface.getByName(via.name());
        if (found == null) {
            throw new SocketException("no interface " + via.name());
        }
        handles.put(via, found);
        return found;
    }

    /** A link-local group is one on each link: the scope says which. */
    private static InetSocketAddress scoped(InetSocketAddress to, LanInterface via) throws IOException {
        return to.getAddress() instanceof Inet6Address group
                ? new InetSocketAddress(Inet6Address.getByAddress(null, group.getAddress(), via.index()), to.getPort())
                : to;
    }

    /** Passes a datagram to the kernel and returns the number of octets accepted. */
    @FunctionalInterface
    private interface Attempt {
        int on(DatagramChannel open) throws IOException;
    }
}
