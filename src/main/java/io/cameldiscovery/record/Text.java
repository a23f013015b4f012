package io.cameldiscovery.record;

/** Checks text from outside, and shortens it for error messages. */
final class Text {

    private static final int MAX_EXCERPT = 60;

    private Text() {}

    /** At most 60 characters of the text, with control characters replaced. */
    static String excerpt(String text) {
        String head = text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT) + "...";
        return head.replaceAll("\\p{Cntrl}", "?");
    }

    static boolean isLowerCaseOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
