package io.cameldiscovery.catalogue;

import java.util.Locale;

/** The road by which a record came. */
public enum Source {
    UDP,
    TCP,
    RELAY,
    REGISTRY,
    FILE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name for people, logs and files: {@code udp}. */
    public String label() {
        return label;
    }

    /** @throws IllegalArgumentException if no road has that label */
    static Source labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
