package io.cameldiscovery.client;

/** A way to ask for a service; a lookup takes several at once. */
public enum Road {
    CACHE,
    LAN,
    REGISTRY
}
