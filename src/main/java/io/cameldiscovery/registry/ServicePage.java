package io.cameldiscovery.registry;

import java.util.Set;

/**
 * Which part of a long list of services a client wants.
 *
 * @param after only names that come behind this text; empty for all
 * @param limit how many at most, 1 or more
 */
public record ServicePage(String after, int limit) {

    /** The names of its parameters. */
    public static final Set<String> PARAMETERS = Set.of("after", "limit");

    /** How many are on a page at most. */
    public static final int MOST = 10_000;

    private static final int MAX_NAME = 253;

    /**
     * Reads {@code after=} and {@code limit=}; others are ignored.
     *
     * @throws IllegalArgumentException if one cannot be read; the message says what to write
     */
    public static ServicePage of(QueryParameters query) {
        String after = query.one("after");
        if (after != null && (after.isEmpty() || after.length() > MAX_NAME)) {
            throw new IllegalArgumentException("write after= with the name of a service");
        }
        return new ServicePage(after == null ? "" : after, query.number("limit", MOST, MOST));
    }
}
