package io.cameldiscovery.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Octets in a URI as percent signs and two hexadecimal digits (RFC 3986 section 2.1), of text in UTF-8. */
public final class PercentEncoding {

    private static final int HEXADECIMAL = 16;

    private PercentEncoding() {}

    /** @throws IllegalArgumentException if it is not ASCII, a percent sign stands alone, or the octets are not UTF-8 */
    public static String decode(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7e) {
                throw new IllegalArgumentException("not ASCII");
            } else if (c == '%') {
                octets.write(digit(text, i + 1) * HEXADECIMAL + digit(text, i + 2));
                i += 2;
            } else {
                octets.write(c);
            }
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("not UTF-8", notUtf8);
        }
    }

    /** Whether that can be decoded. */
    public static boolean isSound(String text) {
        try {
            return decode(text) != null;
        } catch (IllegalArgumentException unsound) {
            return false;
        }
    }

    private static int digit(String text, int at) {
        int digit = at < text.length() ? Character.digit(text.charAt(at), HEXADECIMAL) : -1;
        if (digit < 0 || text.charAt(at) > 0x7e) {
            throw new IllegalArgumentException("no hexadecimal digit");
        }
        return digit;
    }
}
