package io.cameldiscovery.registry.store;

/** A lease store cannot be opened or read; its one-line message says why and what to do about it. */
public final class UnusableStoreException extends RuntimeException {

    public UnusableStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
