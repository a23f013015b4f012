package io.cameldiscovery.steps.client;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What answers at the address of a registry is none, or none that serves now. */
final class NoRegistryException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration retryAfter;

    /** @param retryAfter when it asks to come again, or null if it does not say */
    NoRegistryException(String message, @Nullable Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
