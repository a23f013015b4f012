package io.cameldiscovery.lan;

import java.io.IOException;

/** A port cannot be bound, mostly because another program has it. Its message is one line, for the operator. */
public final class PortUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    PortUnavailableException(String what, int port, IOException cause) {
        super("%s %d cannot be used: %s".formatted(what, port, cause.getMessage()), cause);
    }
}
