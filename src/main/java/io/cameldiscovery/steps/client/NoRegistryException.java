package io.cameldiscovery.steps.client;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server at a registry's URL is not a registry, or cannot serve now. */
final class NoRegistryException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Duration retryAfter;

    /** @param retryAfter when it asks to be retried, or null */
    NoRegistryException(String message, @Nullable Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
