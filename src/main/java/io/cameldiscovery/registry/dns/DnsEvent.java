package io.cameldiscovery.registry.dns;

import java.util.Locale;

/** The outcome of a query. */
public enum DnsEvent {
    /** Answered with records. */
    ANSWERED,
    /** Not all records fitted: the client should use TCP. */
    TRUNCATED,
    NO_DATA,
    NO_SUCH_NAME,
    /** Another domain or class, or a transfer. */
    REFUSED,
    MALFORMED,
    NOT_IMPLEMENTED,
    /** Too many queries from one source: told to use TCP; over TCP, not answered. */
    OVER_RATE,
    /** Too many slow queries were waiting. */
    BUSY,
    /** Not answered at all: too short, or an answer itself. */
    SILENCE,
    /** An unforeseen error. */
    FAILED;

    /** The name in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
