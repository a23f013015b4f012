package io.cameldiscovery.registry;

import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.token.Refusal;
import io.cameldiscovery.token.Verdict;

/** Decides whether a request may touch a lease: a token that is trusted, of the right kind, and about that instance. */
final class TokenAdmission {

    /** The decision. */
    sealed interface Decision {
        record Admitted(ServiceRecord record, String token, String keyId) implements Decision {}

        record Rejected(Outcome.Refused refusal) implements Decision {}
    }

    private final TokenCheck check;

    TokenAdmission(TokenCheck check) {
        this.check = check;
    }

    /**
     * @param token as it came
     * @param key the instance that the path names
     * @param kind what the token must say
     */
    Decision admit(String token, ServiceRecord.Key key, Class<? extends Statement> kind) {
        Verdict verdict = check.verify(bare(token));
        if (verdict instanceof Verdict.Trusted trusted) {
            return admit(trusted, key, kind);
        }
        Verdict.Refused refused = (Verdict.Refused) verdict;
        return rejected(problem(refused.reason()), refused.detail());
    }

    /** The same for a token that came without a path. */
    Decision admit(String token, Class<? extends Statement> kind) {
        Verdict verdict = check.verify(bare(token));
        if (verdict instanceof Verdict.Trusted trusted) {
            return trusted.message() instanceof Statement statement
                    ? admit(trusted, statement.record().key(), kind)
                    : wrongKind(trusted, kind);
        }
        Verdict.Refused refused = (Verdict.Refused) verdict;
        return rejected(problem(refused.reason()), refused.detail());
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

    private Decision admit(Verdict.Trusted trusted, ServiceRecord.Key key, Class<? extends Statement> kind) {
        if (!kind.isInstance(trusted.message())) {
            return wrongKind(trusted, kind);
        }
        ServiceRecord record = kind.cast(trusted.message()).record();
        if (!record.key().equals(key)) {
            return rejected(Problem.MISMATCH, "the path names " + key + ", the token " + record.key());
        }
        return new Decision.Admitted(record, trusted.token(), trusted.keyId());
    }

    private static Decision wrongKind(Verdict.Trusted trusted, Class<? extends Statement> kind) {
        return rejected(
                Problem.WRONG_KIND,
                "this request takes a signed " + kind.getSimpleName() + ", not a "
                        + trusted.message().getClass().getSimpleName());
    }

    private static Decision rejected(Problem problem, String detail) {
        return new Decision.Rejected(Outcome.Refused.of(problem, detail));
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
