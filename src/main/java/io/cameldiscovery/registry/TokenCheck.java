package io.cameldiscovery.registry;

import io.cameldiscovery.token.Verdict;

/**
 * Says what a token is worth: signature, time, and its key's right to the name; {@code TokenVerifier::verifyOnce}.
 * Thread-safe, and throws nothing whatever the text is.
 */
@FunctionalInterface
public interface TokenCheck {

    Verdict verify(String token);
}
