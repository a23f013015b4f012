package io.cameldiscovery;

import java.util.Locale;

/** What a node does; each role is a folder of routes. A node has one or several. */
public enum Role {
    SERVER,
    CLIENT,
    REGISTRY;

    /** The folder under {@code routes/}, and the suffix of the role's settings file. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
