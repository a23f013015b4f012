package io.cameldiscovery.lan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The group memberships of one open socket: every group on every interface in use when it was opened. */
final class GroupMemberships {

    private static final Logger LOG = LoggerFactory.getLogger(GroupMemberships.class);

    private final DatagramChannel channel;
    private final Set<Membership> missing;
    private final Set<Membership> reported = new HashSet<>();

    GroupMemberships(DatagramChannel channel, LanSettings settings, InterfaceSnapshot snapshot) {
        this.channel = channel;
        this.missing = snapshot.interfaces().stream()
                .flatMap(face -> GroupRoad.groups(settings, face).map(group -> new Membership(group, face.name())))
                .collect(Collectors.toSet());
    }

    boolean areOf(DatagramChannel other) {
        return channel.equals(other);
    }

    /** Retries the groups that could not be joined. */
    synchronized void joinMissing() {
        missing.removeIf(this::join);
    }

    private boolean join(Membership membership) {
        try {
            channel.join(membership.group(), membership.networkInterface());
            return true;
        } catch (IOException | RuntimeException e) {
            if (reported.add(membership)) {
                LOG.info("Cannot join {} yet: {}", membership, e.getMessage());
            }
            return false;
        }
    }

    private record Membership(InetAddress group, String face) {

        NetworkInterface networkInterface() throws IOException {
            NetworkInterface found = NetworkInterface.getByName(face);
            if (found == null) {
                throw new IOException("the interface is gone");
            }
            return found;
        }

        @Override
        public String toString() {
            return group.getHostAddress() + " on " + face;
        }
    }
}
