package io.cameldiscovery.registry;

import io.cameldiscovery.token.Verdict;

/** Says what a token is worth: signature, time window, and its key's right to the name. Thread-safe. */
@FunctionalInterface
public interface TokenCheck {

    Verdict verify(String token);
}
