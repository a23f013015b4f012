package io.cameldiscovery.lan;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An interface name in which {@code *} stands for any characters and {@code ?} for one. */
record NamePattern(String text, Pattern regex) {

    static NamePattern of(String text) {
        String regex = text.chars().mapToObj(NamePattern::regexOf).collect(Collectors.joining());
        return new NamePattern(text, Pattern.compile(regex));
    }

    boolean matches(String name) {
        return regex.matcher(name).matches();
    }

    /** Whether it can match one name only. */
    boolean isName() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    private static String regexOf(int character) {
        return switch (character) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(Character.toString(character));
        };
    }
}
