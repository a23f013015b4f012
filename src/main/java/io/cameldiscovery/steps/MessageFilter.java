package io.cameldiscovery.steps;

import io.cameldiscovery.message.DiscoveryMessage;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides, before any cryptography, whether a message is of use to this node. */
@FunctionalInterface
public interface MessageFilter {

    /** Why the message is of no use here, as a fixed label; empty if it is. */
    Optional<String> refuse(DiscoveryMessage message, @Nullable InetSocketAddress sender);
}
