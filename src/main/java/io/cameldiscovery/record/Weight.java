package io.cameldiscovery.record;

import org.jspecify.annotations.Nullable;

/** How much of the traffic of a service an instance should get, against the others; a whole number in its metadata. */
public final class Weight {

    /** The metadata that holds it, unless another is named. */
    public static final String KEY = "weight";

    /** What DNS (RFC 2782) and Consul can say. */
    public static final int MOST_ELSEWHERE = 65_535;

    private static final int USUAL = 1;
    /** Of a number that is an int for sure. */
    private static final int MOST_DIGITS = 9;

    private Weight() {}

    /**
     * @param text the metadata; 1 is taken if it is null or no whole number from 0
     * @param most a larger number counts as this
     */
    public static int of(@Nullable String text, int most) {
        if (text == null || text.isEmpty() || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            return USUAL;
        }
        return text.length() > MOST_DIGITS ? most : Math.min(most, Integer.parseInt(text));
    }
}
