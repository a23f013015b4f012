package io.cameldiscovery.lan;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A port cannot be bound, mostly because another program has it. Its message is one line, for the operator. */
public final class PortUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String host;
    private final boolean atThisHost;

    PortUnavailableException(String what, InetSocketAddress address, boolean atThisHost, IOException cause) {
        super("%s %d cannot be used: %s".formatted(what, address.getPort(), cause.getMessage()), cause);
        this.host = address.getHostString();
        this.atThisHost = atThisHost;
    }

    /** The address, as it was asked for. */
    public String host() {
        return host;
    }

    /** Whether this host has the address, so that it is the port that cannot be had. */
    boolean isAtThisHost() {
        return atThisHost;
    }
}
