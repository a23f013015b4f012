package io.cameldiscovery.registry.http;

/** A port that was free when a start began was not when it came to it. The message says whose it is, and what to do. */
public final class PortTakenException extends RuntimeException {

    private PortTakenException(String message) {
        super(message);
    }

    /** @param main whether it is the port of routes, and not that of management */
    static PortTakenException ofServer(boolean main) {
        return new PortTakenException("another program took the port of "
                + (main ? "discovery.registry.port (or camel.server.port)" : "discovery.management.port")
                + " while this one started: stop it, or set another");
    }
}
