package io.cameldiscovery.record;

import java.util.Locale;

/** Checks text from outside, and shortens it for error messages. */
final class Text {

    private static final int MAX_EXCERPT = 60;

    private Text() {}

    /** At most 60 characters of the text, with control characters replaced. */
    static String excerpt(String text) {
        String head = text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "...";
        return head.replaceAll("\\p{Cntrl}", "?");
    }

    /** As DNS does it (RFC 4343): of A to Z alone. Unicode would make a k of the Kelvin sign. */
    static String toLowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return text;
            }
        }
        return text.toLowerCase(Locale.ROOT);
    }

    static boolean isLowerCaseOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
