package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.CatalogueEntry;
import java.util.List;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Writes the description of an instance into the headers of a message. */
final class Headers {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final List<String> ABOUT_ONE_INSTANCE = List.of(
            DiscoveryConstants.INSTANCE,
            DiscoveryConstants.URI,
            DiscoveryConstants.HOST,
            DiscoveryConstants.PORT,
            DiscoveryConstants.SOURCE,
            DiscoveryConstants.AGE,
            DiscoveryConstants.PROOF_AGE,
            DiscoveryConstants.KEY_ID,
            DiscoveryConstants.REGION,
            DiscoveryConstants.COUNT,
            DiscoveryConstants.REASON);

    private Headers() {}

    /**
     * Sets the headers of an instance and removes those of an earlier one.
     *
     * @param now a moment of {@link System#nanoTime}
     */
    static void describe(Message message, CatalogueEntry entry, String uri, String host, int port, long now) {
        message.removeHeader(DiscoveryConstants.COUNT);
        message.removeHeader(DiscoveryConstants.REASON);
        message.setHeader(DiscoveryConstants.SERVICE, entry.record().service().value());
        message.setHeader(DiscoveryConstants.INSTANCE, entry.record().instance().value());
        message.setHeader(DiscoveryConstants.URI, uri);
        message.setHeader(DiscoveryConstants.HOST, host);
        setOrRemove(message, DiscoveryConstants.PORT, port < 0 ? null : (Integer) port);
        message.setHeader(DiscoveryConstants.SOURCE, entry.source().label());
        message.setHeader(DiscoveryConstants.AGE, millis(entry.learnedAt(), now));
        message.setHeader(DiscoveryConstants.KEY_ID, entry.keyId());
        setOrRemove(message, DiscoveryConstants.REGION, entry.record().region());
    }

    /** Removes the address that an earlier step has set. */
    static void forgetInstance(Message message) {
        ABOUT_ONE_INSTANCE.forEach(message::removeHeader);
    }

    /** Sets a header, or removes it if the value is null. */
    static void setOrRemove(Message message, String header, @Nullable Object value) {
        if (value == null) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }

    /** Milliseconds from one moment of {@link System#nanoTime} to another. */
    static long millis(long from, long to) {
        return (to - from) / NANOS_PER_MILLI;
    }
}
