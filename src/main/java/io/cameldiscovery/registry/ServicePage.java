package io.cameldiscovery.registry;

import java.util.Set;

/**
 * Which part of a long list a client wants: of services, or of drained instances.
 *
 * @param after only names that come behind this text; empty for all
 * @param limit how many at most, 1 or more
 */
public record ServicePage(String after, int limit) {

    /** The names of its parameters. */
    public static final Set<String> PARAMETERS = Set.of("after", "limit");

    /** How many are on a page at most. */
    public static final int MOST = 10_000;

    /** Of a service and an instance, with a slash between. */
    private static final int MAX_NAME = 253 + 1 + 64;

    /**
     * Reads {@code after=} and {@code limit=}; others are ignored.
     *
     * @throws IllegalArgumentException if one cannot be read; the message says what to write
     */
    public static ServicePage of(QueryParameters query) {
        String after = query.one("after");
        if (after != null && (after.isEmpty() || after.length() > MAX_NAME)) {
            throw new IllegalArgumentException("write after= with the last name of the part before");
        }
        return new ServicePage(after == null ? "" : after, query.number("limit", MOST, MOST));
    }
}
