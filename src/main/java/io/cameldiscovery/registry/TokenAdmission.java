package io.cameldiscovery.registry;

import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.token.Refusal;
import io.cameldiscovery.token.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Decides whether a token may touch a lease: it is trusted and says what the request is about. Thread-safe. */
public final class TokenAdmission {

    private static final int MOST_FORGED = 20;
    private static final Rejected UNCHECKED = new Rejected(new Outcome.Refused(
            Problem.TOO_MANY_FAILURES,
            "not checked, since " + MOST_FORGED + " tokens before it were forged",
            Duration.ofSeconds(1)));

    /** The decision. */
    public sealed interface Decision {}

    /** @param keyId who signed it */
    public record Admitted(ServiceRecord record, String token, String keyId) implements Decision {

        /** @throws RefusedRequestException if the token is about another instance than the path */
        public void requireAbout(ServiceRecord.Key path) throws RefusedRequestException {
            if (!record.key().equals(path)) {
                throw new RefusedRequestException(
                        Problem.MISMATCH, "the path names " + path + ", the token " + record.key());
            }
        }
    }

    public record Rejected(Outcome.Refused refusal) implements Decision {}

    private final TokenCheck check;

    public TokenAdmission(TokenCheck check) {
        this.check = check;
    }

    /**
     * @param token as it came
     * @param kind what it must be
     * @throws RefusedRequestException if it is not, or is not trusted
     */
    public Admitted admit(String token, Class<? extends Statement> kind) throws RefusedRequestException {
        Decision decision = decide(token, kind);
        if (decision instanceof Rejected rejected) {
            throw new RefusedRequestException(rejected.refusal());
        }
        return (Admitted) decision;
    }

    /** Decides on each of several tokens. Behind {@value #MOST_FORGED} that are forged, no more are checked. */
    public List<Decision> decide(List<String> tokens, Class<? extends Statement> kind) {
        ArrayList<Decision> decisions = new ArrayList<>(tokens.size());
        int forged = 0;
        for (String token : tokens) {
            Decision decision = forged < MOST_FORGED ? decide(token, kind) : UNCHECKED;
            decisions.add(decision);
            forged +=
                    decision instanceof Rejected rejected && rejected.refusal().isForgery() ? 1 : 0;
        }
        return decisions;
    }

    private Decision decide(String token, Class<? extends Statement> kind) {
        Verdict verdict = check.verify(bare(token));
        if (verdict instanceof Verdict.Refused refused) {
            return rejected(problem(refused.reason()), refused.detail());
        }
        Verdict.Trusted trusted = (Verdict.Trusted) verdict;
        return kind.isInstance(trusted.message())
                ? new Admitted(kind.cast(trusted.message()).record(), trusted.token(), trusted.keyId())
                : rejected(
                        Problem.WRONG_KIND,
                        "this request takes a signed " + kind.getSimpleName() + ", not a "
                                + trusted.message().getClass().getSimpleName());
    }

    /** Without the white space of HTTP around it (RFC 9110 section 5.6.3) and line ends: files end in one. */
    private static String bare(String token) {
        int start = 0;
        int end = token.length();
        while (start < end && isWhite(token.charAt(start))) {
            start++;
        }
        while (start < end && isWhite(token.charAt(end - 1))) {
            end--;
        }
        return token.substring(start, end);
    }

    private static boolean isWhite(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static Rejected rejected(Problem problem, String detail) {
        return new Rejected(Outcome.Refused.of(problem, detail));
    }

    private static Problem problem(Refusal reason) {
        return switch (reason) {
            case FOREIGN, MALFORMED -> Problem.MALFORMED;
            case TOO_LARGE -> Problem.TOO_LARGE;
            case UNSUPPORTED_VERSION -> Problem.UNSUPPORTED_VERSION;
            case ALGORITHM_NOT_ALLOWED -> Problem.ALGORITHM_NOT_ALLOWED;
            case NOT_ENCRYPTED -> Problem.NOT_ENCRYPTED;
            case CANNOT_DECRYPT -> Problem.CANNOT_DECRYPT;
            case UNKNOWN_KEY -> Problem.UNKNOWN_KEY;
            case BAD_SIGNATURE -> Problem.BAD_SIGNATURE;
            case NOT_AUTHORIZED -> Problem.NOT_AUTHORIZED;
            case EXPIRED -> Problem.EXPIRED;
            case NOT_YET_VALID -> Problem.NOT_YET_VALID;
        };
    }
}
