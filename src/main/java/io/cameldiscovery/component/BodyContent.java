package io.cameldiscovery.component;

/** What happens to the message body: the values of the option {@code body}. */
enum BodyContent {
    /** It stays as it is. */
    KEEP,
    /** The URI of the instance, a text. */
    URI,
    /** The instance, a {@link io.cameldiscovery.client.ProvenInstance}. */
    INSTANCE,
    /** All instances that may be picked, a list of {@link io.cameldiscovery.client.ProvenInstance}. */
    INSTANCES
}
