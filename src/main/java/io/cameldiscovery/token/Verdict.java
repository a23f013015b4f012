package io.cameldiscovery.token;

import io.cameldiscovery.message.DiscoveryMessage;
import java.util.regex.Pattern;

/** What the verifier decided about a token. */
public sealed interface Verdict {

    /**
     * The token is signed by a key that may say this.
     *
     * @param keyId the key that signed it
     * @param token the token as it came, to store or to hand on
     * @param timely whether this node's wall clock agrees with the message's times. Announcements and goodbyes always
     *     are; a query, probe, response or proof may be trusted without, because its nonce shows that it is fresh even
     *     to a node whose clock is wrong
     */
    record Trusted(DiscoveryMessage message, String keyId, String token, boolean timely) implements Verdict {}

    /**
     * The token is not trusted.
     *
     * @param detail one readable line, at most 200 characters, safe to log
     */
    record Refused(Refusal reason, String detail) implements Verdict, Inspection {

        private static final int MAX_DETAIL = 200;
        private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

        public Refused {
            String head = detail.substring(0, Math.min(detail.length(), MAX_DETAIL));
            detail = CONTROL.matcher(head).replaceAll("?");
        }
    }
}
