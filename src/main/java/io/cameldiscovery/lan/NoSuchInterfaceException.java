package io.cameldiscovery.lan;

import java.util.List;

/** The configuration names an interface that this host does not have. Its message is one line, for the operator. */
public final class NoSuchInterfaceException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    NoSuchInterfaceException(List<String> missing, List<String> existing) {
        super("no such network interface: %s (this host has: %s)"
                .formatted(String.join(", ", missing), String.join(", ", existing)));
    }
}
