package io.cameldiscovery.catalogue;

import java.util.Locale;

/** What showed that an address answers and is who it says. */
public enum ProofKind {
    /** A response signed for the nonce of our own query. */
    RESPONSE,
    /** A proof signed for the nonce of our own probe. */
    PROBE,
    /** One of these, and a TCP connection to the endpoint. */
    TCP,
    /** One of these, and a good answer of the endpoint's health path. */
    HTTP;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
