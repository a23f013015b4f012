package io.cameldiscovery.registry.store;

/** A lease store cannot take a write now. Has no stack trace: a busy disk makes many of them. */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(String message) {
        super(message, null, false, false);
    }
}
