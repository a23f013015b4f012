package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.Precedence;

/**
 * A shared store does not take a statement: another registry wrote one that this must not follow. Has no stack trace: it
 * is an answer, not a fault.
 */
public final class SupersededException extends RuntimeException {

    private final transient StoredLease known;
    private final boolean conflict;

    /**
     * @param known what is kept instead
     * @param precedence what became of the statement
     */
    public SupersededException(StoredLease known, Precedence precedence) {
        super("of " + known.key() + " another registry wrote " + known.version().sequence(), null, false, false);
        this.known = known;
        this.conflict = precedence == Precedence.CONFLICT;
    }

    public StoredLease known() {
        return known;
    }

    /** Whether another key, or another node with the same key, speaks for the instance. */
    public boolean isConflict() {
        return conflict;
    }
}
