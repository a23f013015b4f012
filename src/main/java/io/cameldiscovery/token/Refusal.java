package io.cameldiscovery.token;

import java.util.Locale;

/**
 * Why a token is not trusted. All but {@link #BAD_SIGNATURE} are found before any signature is checked, so they say
 * what the token claims, not who sent it.
 */
public enum Refusal {
    /** Not a compact token at all: the traffic of another protocol. */
    FOREIGN,
    /** Longer than {@link TokenSigner#MAX_DATAGRAM}. */
    TOO_LARGE,
    /** A token, but its headers or claims are not those of a message. */
    MALFORMED,
    /** A message of another protocol version. */
    UNSUPPORTED_VERSION,
    /** The algorithm is not on the list, or is not that of the key's type. */
    ALGORITHM_NOT_ALLOWED,
    /** A plain token, although this node encrypts. */
    NOT_ENCRYPTED,
    /** Encrypted with a key that this node does not have, or changed on the way. */
    CANNOT_DECRYPT,
    /** The trust file does not name the key. */
    UNKNOWN_KEY,
    /** The signature is not that of the key. */
    BAD_SIGNATURE,
    /** The key may not announce that service. */
    NOT_AUTHORIZED,
    /** The record's time is over. */
    EXPIRED,
    /** The record was made in the future: one of the two clocks is wrong. */
    NOT_YET_VALID;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name for metrics and logs, such as {@code bad-signature}. */
    public String label() {
        return label;
    }
}
