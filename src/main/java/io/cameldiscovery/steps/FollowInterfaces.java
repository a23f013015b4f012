package io.cameldiscovery.steps;

import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.lan.AnnouncedAddresses;
import io.cameldiscovery.lan.LanSocket;
import java.net.InetAddress;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * What a change of interfaces does: the sockets join and send by those that there are now, and what this node states about
 * itself names the addresses of now. The body tells whether that changed a statement, which is then to be announced.
 */
public final class FollowInterfaces implements Processor {

    private final LanSocket lan;
    private final OwnInstances own;
    private final RecordSize size;
    /** Whether this node was started for this host alone. */
    private final boolean onLoopback;

    /** Tells where this node is reached at the start. */
    public FollowInterfaces(LanSocket lan, OwnInstances own, RecordSize size) {
        this.lan = lan;
        this.own = own;
        this.size = size;
        List<InetAddress> addresses = AnnouncedAddresses.announced(lan.interfaces());
        this.onLoopback = AnnouncedAddresses.areLoopback(addresses);
        own.reachedAt(addresses, lan.localPort());
    }

    @Override
    public void process(Exchange exchange) {
        boolean changed = lan.refresh().isPresent() && followAddresses();
        exchange.getMessage().setBody(changed);
    }

    private boolean followAddresses() {
        List<InetAddress> addresses = AnnouncedAddresses.announced(lan.interfaces());
        if (AnnouncedAddresses.areLoopback(addresses) && !onLoopback) {
            // The cable is out: nobody hears of it, and to nobody is this host at 127.0.0.1.
            return false;
        }
        boolean changed = own.reachedAt(addresses, lan.localPort());
        if (changed) {
            size.warnOfExcess();
        }
        return changed;
    }
}
