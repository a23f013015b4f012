package io.cameldiscovery.token;

import org.jspecify.annotations.Nullable;

/** The algorithms that may sign a token; each belongs to one type of key (RFC 7518 section 3.2, RFC 8037). */
enum SignatureAlgorithm {
    EDDSA("EdDSA"),
    HS256("HS256");

    private final String header;

    SignatureAlgorithm(String header) {
        this.header = header;
    }

    /** The value of the header {@code alg}. */
    String header() {
        return header;
    }

    /** The algorithm of that name, or null if it is not allowed. */
    static @Nullable SignatureAlgorithm of(@Nullable String header) {
        if (EDDSA.header.equals(header)) {
            return EDDSA;
        }
        return HS256.header.equals(header) ? HS256 : null;
    }
}
