package io.cameldiscovery.lan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a channel in every group on every interface in use, whatever the interfaces do. */
final class GroupMemberships {

    private static final Logger LOG = LoggerFactory.getLogger(GroupMemberships.class);

    private final DatagramChannel channel;
    private final LanOptions options;
    private final Map<Membership, MembershipKey> joined = new HashMap<>();
    private final Set<Membership> refused = new HashSet<>();

    GroupMemberships(DatagramChannel channel, LanOptions options) {
        this.channel = channel;
        this.options = options;
    }

    /** Leaves where an interface changed or went, joins where one is new or an earlier attempt failed. */
    synchronized void follow(InterfaceSnapshot snapshot) {
        Set<Membership> wanted = snapshot.interfaces().stream()
                .flatMap(face -> GroupRoad.groups(options, face).map(group -> new Membership(group, face)))
                .collect(Collectors.toSet());
        leaveAllBut(wanted);
        refused.retainAll(wanted);
        wanted.stream().filter(membership -> !joined.containsKey(membership)).forEach(this::join);
    }

    private void leaveAllBut(Set<Membership> wanted) {
        joined.entrySet().removeIf(entry -> {
            boolean outdated = !wanted.contains(entry.getKey());
            if (outdated) {
                entry.getValue().drop();
            }
            return outdated;
        });
    }

    private void join(Membership membership) {
        try {
            Optional<NetworkInterface> face = membership.networkInterface();
            if (face.isPresent()) {
                joined.put(membership, channel.join(membership.group(), face.get()));
                refused.remove(membership);
                LOG.debug("Joined {}", membership);
            }
        } catch (IOException | RuntimeException e) {
            if (refused.add(membership)) {
                LOG.info("Cannot join {} yet: {}", membership, e.getMessage());
            }
        }
    }

    private record Membership(InetAddress group, LanInterface face) {

        Optional<NetworkInterface> networkInterface() throws IOException {
            return Optional.ofNullable(NetworkInterface.getByName(face.name()));
        }

        @Override
        public String toString() {
            return group.getHostAddress() + " on " + face.name();
        }
    }
}
