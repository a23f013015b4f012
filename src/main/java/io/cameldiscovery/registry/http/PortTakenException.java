package io.cameldiscovery.registry.http;

/** A port was taken while the node started. The message says which setting it belongs to, and what to do. */
public final class PortTakenException extends RuntimeException {

    private PortTakenException(String message) {
        super(message);
    }

    /** @param main whether it is the main port, not the management port */
    static PortTakenException ofServer(boolean main) {
        return new PortTakenException("another program took the port of "
                + (main ? "discovery.registry.port (or camel.server.port)" : "discovery.management.port")
                + " while this one started: stop it, or set another");
    }
}
