package io.cameldiscovery.token;

/** Ends the inspection of a token. Has no stack trace: anybody can cause it by a packet. */
final class RefusedException extends Exception {

    private final transient Verdict.Refused refused;

    RefusedException(Refusal reason, String detail) {
        super(detail, null, false, false);
        this.refused = new Verdict.Refused(reason, detail);
    }

    Verdict.Refused refused() {
        return refused;
    }
}
