package io.cameldiscovery.token;

import io.cameldiscovery.message.DiscoveryMessage;

/** The result of the first, cheap part of verification: a refusal, or a message whose signature is not checked yet. */
public sealed interface Inspection permits Inspection.Unverified, Verdict.Refused {

    /** A well-formed but unverified message: anybody may have sent it. */
    final class Unverified implements Inspection {

        private final DiscoveryMessage message;
        private final SignedToken signed;
        private final String token;
        private final boolean keyKnown;

        Unverified(DiscoveryMessage message, SignedToken signed, String token, boolean keyKnown) {
            this.message = message;
            this.signed = signed;
            this.token = token;
            this.keyKnown = keyKnown;
        }

        public DiscoveryMessage message() {
            return message;
        }

        /** The key that the token names. */
        public String keyId() {
            return signed.keyId();
        }

        /** Whether the trust file names that key. Verification refuses the token if not; an open node may answer. */
        public boolean keyKnown() {
            return keyKnown;
        }

        /** The token as it came, encrypted or not. */
        public String token() {
            return token;
        }

        SignedToken signed() {
            return signed;
        }
    }
}
