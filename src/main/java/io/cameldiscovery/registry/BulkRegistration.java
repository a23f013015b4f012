package io.cameldiscovery.registry;

import java.util.List;

/** Registrations and renewals of many instances in one request, as a relay makes them. Thread-safe. */
public final class BulkRegistration {

    /** How many tokens one request may have. */
    private static final int MOST_TOKENS = 1_000;

    private final Registry registry;
    private final int most;

    public BulkRegistration(Registry registry) {
        this(registry, MOST_TOKENS);
    }

    /** @param most how many tokens one request may have, 1 or more */
    public BulkRegistration(Registry registry, int most) {
        this.registry = registry;
        this.most = most;
    }

    /**
     * Each token has an outcome of its own, as if it had come alone; a bad one is nothing to the others.
     *
     * @param body a JSON array of signed announcements
     * @return {@link Outcome.Each} once every one is durable or refused, or {@link Outcome.Refused}; never an exception
     */
    public Outcome register(String body) {
        try {
            List<String> tokens = TokenList.parse(body, most);
            return new Outcome.Each(registry.register(tokens));
        } catch (IllegalArgumentException unreadable) {
            return Outcome.Refused.of(Problem.BAD_BODY, String.valueOf(unreadable.getMessage()));
        } catch (TokenList.TooManyException tooMany) {
            return Outcome.Refused.of(Problem.TOO_LARGE, String.valueOf(tooMany.getMessage()));
        }
    }
}
