package io.cameldiscovery.record;

import org.jspecify.annotations.Nullable;

/** The share of a service's traffic that an instance should get, relative to the others: an integer in its metadata. */
public final class Weight {

    /** The default metadata key. */
    public static final String KEY = "weight";

    /** The highest weight in DNS (RFC 2782) and Consul. */
    public static final int MOST_ELSEWHERE = 65_535;

    private static final int USUAL = 1;
    /** More digits might not fit an int. */
    private static final int MOST_DIGITS = 9;

    private Weight() {}

    /**
     * @param text the metadata value; the weight is 1 if it is null or not an integer of 0 or more
     * @param most the upper limit: larger numbers count as this
     */
    public static int of(@Nullable String text, int most) {
        if (text == null || text.isEmpty() || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            return USUAL;
        }
        return text.length() > MOST_DIGITS ? most : Math.min(most, Integer.parseInt(text));
    }
}
