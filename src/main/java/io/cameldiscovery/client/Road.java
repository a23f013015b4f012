package io.cameldiscovery.client;

/** A way to ask for a service. A lookup uses several at once. */
public enum Road {
    CACHE,
    LAN,
    REGISTRY
}
