package io.cameldiscovery.registry.http;

/** A port that was free when a start began was not when it came to it. The message says whose it is, and what to do. */
public final class PortTakenException extends RuntimeException {

    PortTakenException(String message) {
        super(message);
    }
}
