package io.cameldiscovery.registry.dns;

/** The answer would block the event loop. */
final class NotAtOnceException extends RuntimeException {

    NotAtOnceException() {
        // No stack trace: this is normal.
        super("the answer needs more time", null, false, false);
    }
}
