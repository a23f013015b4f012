package io.cameldiscovery.lan;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** The socket on the well-known port, which only receives; several nodes of one host share it. */
final class GroupSocket implements SocketLife {

    private final LanOptions options;
    private final InterfaceWatcher watcher;
    private volatile @Nullable GroupMemberships memberships;

    GroupSocket(LanOptions options, InterfaceWatcher watcher) {
        this.options = options;
        this.watcher = watcher;
    }

    @Override
    public void beforeBind(DatagramChannel channel) throws IOException {
        PortReservation.share(channel);
    }

    @Override
    public void opened(DatagramChannel channel) {
        GroupMemberships opened = new GroupMemberships(channel, options);
        opened.follow(watcher.current());
        memberships = opened;
    }

    @Override
    public void closed() {
        memberships = null;
    }

    /** Makes the joined groups those of the interfaces in use. */
    void rejoin() {
        GroupMemberships open = memberships;
        if (open != null) {
            open.follow(watcher.current());
        }
    }
}
