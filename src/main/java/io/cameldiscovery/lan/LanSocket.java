package io.cameldiscovery.lan;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cameldiscovery.timing.MonotonicClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.component.netty.ServerInitializerFactory;
import org.slf4j.LoggerFactory;

/**
 * This node on the LAN: two UDP sockets, which Camel opens and closes with the routes that consume from them. The group
 * socket hears what is sent to all; from the unicast socket everything is sent, and answers come to it. Each
 * {@code netty} endpoint names its half as {@code serverInitializerFactory}.
 *
 * <p>May be used by any thread. Nothing throws because of the network: while the sockets are closed, or where the kernel
 * refuses, a datagram is not sent and that is counted.
 */
public final class LanSocket implements AutoCloseable {

    private final LanSettings settings;
    private final InterfaceWatcher watcher;
    private final PortReservation reservation;
    private final LanMeter meter = new LanMeter();
    private final GroupSocket group;
    private final UnicastSocket unicast;
    private final ServerInitializerFactory groupInitializer;
    private final ServerInitializerFactory unicastInitializer;
    private volatile GroupRoads groupRoads = new GroupRoads(InterfaceSnapshot.NONE, List.of());

    /** @param reservation the port of the unicast socket, whose owner this becomes */
    public LanSocket(
            LanSettings settings,
            DatagramFilter filter,
            InterfaceWatcher watcher,
            PortReservation reservation,
            MonotonicClock clock) {
        RareLog rareLog = new RareLog(LoggerFactory.getLogger(LanSocket.class), clock);
        this.settings = settings;
        this.watcher = watcher;
        this.reservation = reservation;
        this.group = new GroupSocket(settings, watcher);
        this.unicast = new UnicastSocket(settings, reservation, meter, rareLog);
        this.groupInitializer = new LanInitializer(group, filter, meter, rareLog);
        this.unicastInitializer = new LanInitializer(unicast, filter, meter, rareLog);
    }

    /** For the endpoint on {@link LanSettings#port}. */
    public ServerInitializerFactory groupSocket() {
        return groupInitializer;
    }

    /** For the endpoint on {@link #localPort}. */
    public ServerInitializerFactory unicastSocket() {
        return unicastInitializer;
    }

    /** Sends to one host; a link-local IPv6 address must have the scope it came with. Whether the kernel took it. */
    public boolean send(String token, InetSocketAddress to) {
        return unicast.send(token.getBytes(US_ASCII), GroupRoad.unicast(to));
    }

    /** Sends to all peers by every configured road. How many datagrams the kernel took; 0 if none could leave. */
    public int sendToGroup(String token) {
        byte[] datagram = token.getBytes(US_ASCII);
        return (int)
                roads().stream().filter(road -> unicast.send(datagram, road)).count();
    }

    @SuppressWarnings("ReferenceEquality") // the watcher makes a new snapshot at each look: that is often enough
    private List<GroupRoad> roads() {
        InterfaceSnapshot now = watcher.current();
        GroupRoads known = groupRoads;
        if (known.by() != now) {
            known = new GroupRoads(now, GroupRoad.all(settings, now));
            groupRoads = known;
        }
        return known.roads();
    }

    /** The roads that those interfaces give. */
    private record GroupRoads(InterfaceSnapshot by, List<GroupRoad> roads) {}

    /** Looks at the interfaces, and joins and sends by them as they are now. To be called every second, by no thread of Netty's. */
    public Optional<InterfaceChange> refresh() {
        Optional<InterfaceChange> change = watcher.poll();
        change.ifPresent(this::follow);
        group.follow();
        return change;
    }

    private void follow(InterfaceChange change) {
        unicast.forget(change.before());
        group.outdate();
    }

    /** The interfaces in use. */
    public InterfaceSnapshot interfaces() {
        return watcher.current();
    }

    /** The addresses by which peers can reach this host. */
    Set<InetAddress> localAddresses() {
        return watcher.current().addresses();
    }

    /** The port of the unicast socket, known before it is open. */
    public int localPort() {
        return reservation.port();
    }

    /** Whether a datagram from that address came from this node's own unicast socket. */
    public boolean isOwn(InetSocketAddress sender) {
        InetAddress address = sender.getAddress();
        return sender.getPort() == localPort()
                && address != null
                && (address.isLoopbackAddress() || localAddresses().contains(address));
    }

    /** Whether both sockets are open: this node hears groups, sends, and can be answered. */
    public boolean isOpen() {
        return group.isOpen() && unicast.isOpen();
    }

    /** What has gone through both sockets. */
    public LanCounters counters() {
        return meter.read();
    }

    /** Gives the unicast port back; the sockets themselves close with their routes. */
    @Override
    public void close() {
        reservation.close();
    }
}
