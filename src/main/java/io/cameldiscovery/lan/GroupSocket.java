package io.cameldiscovery.lan;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket on the well-known port, which only receives; several nodes of one host share it.
 *
 * <p>After a change of the interfaces it is opened anew instead of leaving and joining: the JDK cannot leave a group on an
 * interface that was deleted and made again under the same name and address, and then takes it for joined.
 */
final class GroupSocket implements SocketLife {

    private static final Logger LOG = LoggerFactory.getLogger(GroupSocket.class);

    private final LanSettings settings;
    private final InterfaceWatcher watcher;
    private volatile @Nullable GroupMemberships memberships;
    private volatile Runnable reopening = () -> {};
    private volatile boolean outdated;

    GroupSocket(LanSettings settings, InterfaceWatcher watcher) {
        this.settings = settings;
        this.watcher = watcher;
    }

    @Override
    public void beforeBind(DatagramChannel channel) throws IOException {
        PortReservation.share(channel);
    }

    @Override
    public void opened(DatagramChannel channel, Runnable reopen) {
        GroupMemberships opened = new GroupMemberships(channel, settings, watcher.current());
        opened.joinMissing();
        memberships = opened;
        reopening = reopen;
    }

    @Override
    public void closed(DatagramChannel former) {
        GroupMemberships open = memberships;
        if (open != null && open.areOf(former)) {
            memberships = null;
        }
    }

    boolean isOpen() {
        return memberships != null;
    }

    /** To be called after the interfaces changed. */
    void outdate() {
        outdated = true;
    }

    /** Joins every group on every interface in use, where not joined already. */
    void follow() {
        if (outdated) {
            reopen();
        }
        GroupMemberships open = memberships;
        if (open != null) {
            open.joinMissing();
        }
    }

    private void reopen() {
        try {
            outdated = false;
            reopening.run();
        } catch (RuntimeException e) {
            outdated = true;
            LOG.warn("Cannot reopen the group socket yet: {}", e.getMessage());
        }
    }
}
