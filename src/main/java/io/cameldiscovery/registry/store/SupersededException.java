package io.cameldiscovery.registry.store;

/**
 * A shared store does not take a statement: another registry wrote one that this must not follow. Has no stack trace: it
 * is an answer, not a fault.
 */
public final class SupersededException extends RuntimeException {

    private final transient StoredLease known;

    /** @param known what is kept instead */
    public SupersededException(StoredLease known) {
        super("of " + known.key() + " another registry wrote " + known.sequence(), null, false, false);
        this.known = known;
    }

    public StoredLease known() {
        return known;
    }
}
