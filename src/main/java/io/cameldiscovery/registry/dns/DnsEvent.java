package io.cameldiscovery.registry.dns;

import java.util.Locale;

/** What became of a query. */
public enum DnsEvent {
    /** There were records. */
    ANSWERED,
    /** Not all records fitted; by TCP more do. */
    TRUNCATED,
    NO_DATA,
    NO_SUCH_NAME,
    /** Another domain or class, or a transfer. */
    REFUSED,
    MALFORMED,
    NOT_IMPLEMENTED,
    /** Too many from one source: told to come by TCP, or if it did, not answered. */
    OVER_RATE,
    /** Too many others waited for what takes a while. */
    BUSY,
    /** Not answered at all: too short, or an answer itself. */
    SILENCE,
    /** An unforeseen error. */
    FAILED;

    /** As it is called in counts. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
