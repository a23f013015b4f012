package io.cameldiscovery.registry;

/** Ends a request that is not done, and says why. Has no stack trace: anybody can cause it. */
public final class RefusedRequestException extends Exception {

    private final transient Outcome.Refused refusal;

    public RefusedRequestException(Outcome.Refused refusal) {
        super(refusal.detail(), null, false, false);
        this.refusal = refusal;
    }

    public RefusedRequestException(Problem problem, String detail) {
        this(Outcome.Refused.of(problem, detail));
    }

    public Outcome.Refused refusal() {
        return refusal;
    }
}
