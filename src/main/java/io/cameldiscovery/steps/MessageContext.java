package io.cameldiscovery.steps;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.client.Lookup;
import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.token.Inspection;
import io.cameldiscovery.token.Verdict;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.component.netty.NettyConstants;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a route tell each other about the message at hand. Kept in exchange properties, which nothing from
 * outside can set.
 */
public final class MessageContext {

    /** The type of the message, for the choice in {@code receive-message}. */
    static final String MESSAGE_TYPE = "messageType";

    private static final String SOURCE = "source";
    private static final String TRUSTED = "trusted";
    private static final String STRANGER = "stranger";
    private static final String ENTRY = "entry";
    private static final String LOOKUP = "lookup";

    private MessageContext() {}

    /** Where the datagram or connection came from; null if the token came by neither. */
    public static @Nullable InetSocketAddress sender(Exchange exchange) {
        SocketAddress address =
                exchange.getMessage().getHeader(NettyConstants.NETTY_REMOTE_ADDRESS, SocketAddress.class);
        return address instanceof InetSocketAddress internet ? internet : null;
    }

    public static Source source(Exchange exchange) {
        return exchange.getProperty(SOURCE, Source.UDP, Source.class);
    }

    public static void source(Exchange exchange, Source source) {
        exchange.setProperty(SOURCE, source);
    }

    /** The verified message, with its key. */
    public static Verdict.Trusted trusted(Exchange exchange) {
        return require(exchange, TRUSTED, Verdict.Trusted.class, "verify-token");
    }

    public static void trusted(Exchange exchange, Verdict.Trusted trusted) {
        exchange.setProperty(TRUSTED, trusted);
        exchange.setProperty(MESSAGE_TYPE, trusted.message().type());
    }

    /** A query that this node answers although it does not know the key; null if the message was verified. */
    public static Inspection.@Nullable Unverified stranger(Exchange exchange) {
        return exchange.getProperty(STRANGER, Inspection.Unverified.class);
    }

    public static void stranger(Exchange exchange, Inspection.Unverified unverified) {
        exchange.setProperty(STRANGER, unverified);
        exchange.setProperty(MESSAGE_TYPE, unverified.message().type());
    }

    /** Whether the clocks agree with the message's times; of those that a stranger writes, nothing is to be held. */
    public static boolean timely(Exchange exchange) {
        return stranger(exchange) != null || trusted(exchange).timely();
    }

    /** The message, which the choice by type made sure is one of that kind. */
    public static <M extends DiscoveryMessage> M message(Exchange exchange, Class<M> kind) {
        Inspection.Unverified stranger = stranger(exchange);
        return kind.cast(stranger == null ? trusted(exchange).message() : stranger.message());
    }

    /** What the catalogue holds of the instance that the verified record is about, signed by the same key. */
    public static @Nullable CatalogueEntry entry(Exchange exchange) {
        return exchange.getProperty(ENTRY, CatalogueEntry.class);
    }

    public static void entry(Exchange exchange, @Nullable CatalogueEntry entry) {
        exchange.setProperty(ENTRY, entry);
    }

    public static Lookup lookup(Exchange exchange) {
        return require(exchange, LOOKUP, Lookup.class, "open-lookup");
    }

    public static @Nullable Lookup lookupIfAny(Exchange exchange) {
        return exchange.getProperty(LOOKUP, Lookup.class);
    }

    public static void lookup(Exchange exchange, Lookup lookup) {
        exchange.setProperty(LOOKUP, lookup);
    }

    /** Leaves no body: there is nothing to answer, and the route has nothing to go on with. */
    public static void silence(Exchange exchange) {
        exchange.getMessage().setBody(null);
    }

    private static <T> T require(Exchange exchange, String name, Class<T> type, String step) {
        T value = exchange.getProperty(name, type);
        if (value == null) {
            throw new IllegalStateException("step '" + step + "' must come before this one in the route");
        }
        return value;
    }
}
