package io.cameldiscovery.lan;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A port cannot be bound, usually because another program uses it. The message is one line for the operator. */
public final class PortUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String host;
    private final boolean atThisHost;

    PortUnavailableException(String what, InetSocketAddress address, boolean atThisHost, IOException cause) {
        super("%s %d cannot be used: %s".formatted(what, address.getPort(), cause.getMessage()), cause);
        this.host = address.getHostString();
        this.atThisHost = atThisHost;
    }

    /** The requested address. */
    public String host() {
        return host;
    }

    /** Whether this host has the address, so that the port is the problem. */
    boolean isAtThisHost() {
        return atThisHost;
    }
}
