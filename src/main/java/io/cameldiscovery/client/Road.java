package io.cameldiscovery.client;

import java.util.Locale;

/** A way to ask for a service; a lookup takes several at once. */
public enum Road {
    CACHE,
    LAN,
    REGISTRY;

    /** The name in settings, on the command line and in output. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
