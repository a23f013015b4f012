package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;

/**
 * Base64url without padding (RFC 4648 section 5), in its one canonical spelling: unused bits are zero. Were they
 * ignored, as the JDK does, one signature would have several spellings, and a changed token would pass as another.
 */
final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final byte[] VALUES = values();

    private Base64Url() {}

    static String encode(byte[] octets) {
        return new String(ENCODER.encode(octets), ISO_8859_1);
    }

    /** @throws IllegalArgumentException if the text is not canonical base64url */
    static byte[] decode(String text) {
        if (!isCanonical(text)) {
            throw new IllegalArgumentException("not base64url");
        }
        return DECODER.decode(text);
    }

    /** Whether that octet is one of the 64 characters. */
    static boolean isDigit(byte octet) {
        return octet >= 0 && VALUES[octet] >= 0;
    }

    private static boolean isCanonical(String text) {
        int rest = text.length() % 4;
        if (rest == 0) {
            return text.indexOf('=') < 0;
        }
        char last = text.charAt(text.length() - 1);
        int unusedBits = rest == 2 ? 0b1111 : 0b11;
        return rest != 1 && last < VALUES.length && VALUES[last] >= 0 && (VALUES[last] & unusedBits) == 0;
    }

    private static byte[] values() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        byte[] values = new byte[128];
        java.util.Arrays.fill(values, (byte) -1);
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }
}
