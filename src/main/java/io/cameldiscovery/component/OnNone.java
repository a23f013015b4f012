package io.cameldiscovery.component;

/** What the message does when there is no instance: the values of the option {@code onNone}. */
enum OnNone {
    /** Fails with a {@link DiscoveryException}. */
    FAIL,
    /** Goes on, with {@link DiscoveryConstants#FOUND} = false and no address. */
    CONTINUE
}
