package io.cameldiscovery.registry.dns;

/** An answer needs more time than an event loop has. */
final class NotAtOnceException extends RuntimeException {

    NotAtOnceException() {
        // No trace: this happens in the normal course of things.
        super("the answer needs more time", null, false, false);
    }
}
