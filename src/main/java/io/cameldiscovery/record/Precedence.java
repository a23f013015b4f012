package io.cameldiscovery.record;

import io.cameldiscovery.record.LastStatement.Standing;

/**
 * Which of two statements about one instance wins: the one rule, which holds in catalogues, registries and stores alike
 * (docs/protocol.md, "Which record wins"). What is said comes after what is known; the outcome is about what is said.
 */
public enum Precedence {
    /** It takes the place of what is known; a goodbye ends it. */
    NEWER,
    /** It is the record known, signed again later: it prolongs it. */
    RENEWED,
    /** It is the statement known, or an earlier copy of it, and changes nothing. */
    REPEATED,
    /** It is outdated, and ignored. */
    OLDER,
    /** It is ignored and reported: another key, or another node with the same key, speaks for the instance. */
    CONFLICT;

    /** Whether what is said is kept from now on instead of what was known. */
    public boolean wins() {
        return this == NEWER || this == RENEWED;
    }

    /** What becomes of a record. */
    public static Precedence ofRecord(Version said, LastStatement known) {
        Version last = known.version();
        if (!said.isSignedAs(last)) {
            return ofAnotherKey(said, last);
        }
        int order = said.sequence().compareTo(last.sequence());
        if (order != 0) {
            return order > 0 ? NEWER : OLDER;
        }
        return switch (known.standing()) {
            case HELD -> ofTheSameSequence(said, last);
            case EXPIRED -> said.issued().isAfter(last.issued()) ? NEWER : OLDER;
            case WITHDRAWN -> OLDER;
        };
    }

    /**
     * What becomes of a record that somebody kept, while the instance may have been silent for long: one of the time
     * before it got another key is outdated, and nobody speaks against another.
     */
    public static Precedence ofKeptRecord(Version said, LastStatement known) {
        Precedence precedence = ofRecord(said, known);
        boolean ofBefore = said.sequence().epoch() < known.version().sequence().epoch();
        return precedence == CONFLICT && ofBefore ? OLDER : precedence;
    }

    /** What becomes of a goodbye, whenever it was signed: it ends what its own key stated, in this version or before. */
    public static Precedence ofGoodbye(Version said, LastStatement known) {
        Version last = known.version();
        if (!said.isSignedAs(last)) {
            return known.standing() == Standing.HELD ? CONFLICT : ofAnotherKey(said, last);
        }
        int order = said.sequence().compareTo(last.sequence());
        if (order == 0) {
            return known.standing() == Standing.WITHDRAWN ? REPEATED : NEWER;
        }
        return order > 0 ? NEWER : OLDER;
    }

    /** An instance gets another key only by starting again. */
    private static Precedence ofAnotherKey(Version said, Version last) {
        return said.sequence().epoch() > last.sequence().epoch() ? NEWER : CONFLICT;
    }

    /** Every change raises the sequence, so two that differ within one are by two nodes with the same key. */
    private static Precedence ofTheSameSequence(Version said, Version held) {
        if (said.contradicts(held)) {
            return CONFLICT;
        }
        return said.issued().isAfter(held.issued()) ? RENEWED : REPEATED;
    }
}
