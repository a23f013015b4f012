package io.cameldiscovery.registry.lookup;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much a client likes what it lists in a header field, such as {@code Accept} (RFC 9110 section 12.4.2). */
final class QualityValues {

    private static final Pattern WEIGHT = Pattern.compile(";\\s*q=([01](?:\\.[0-9]{0,3})?)\\s*(?:;|$)");

    private QualityValues() {}

    /**
     * The weight of one name, in any case.
     *
     * @return empty if the field does not list it; 1 if it says no weight, or one that is none
     */
    static OptionalDouble of(String field, String name) {
        return Arrays.stream(field.toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(range -> range.split(";", 2)[0].strip().equals(name))
                .mapToDouble(QualityValues::weight)
                .max();
    }

    private static double weight(String range) {
        Matcher said = WEIGHT.matcher(range);
        return said.find() ? Double.parseDouble(said.group(1)) : 1;
    }
}
