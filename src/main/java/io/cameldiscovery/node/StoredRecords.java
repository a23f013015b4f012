package io.cameldiscovery.node;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.DiskCache;
import io.cameldiscovery.catalogue.Learned;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.catalogue.StoredToken;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.Verdict;

/** Brings back what a client knew before it stopped: each token is verified again, and counts as a claim. */
final class StoredRecords {

    private StoredRecords() {}

    static void learn(DiskCache.Contents contents, TokenVerifier verifier, Catalogue catalogue) {
        for (StoredToken stored : contents.tokens()) {
            if (verifier.verify(stored.token()) instanceof Verdict.Trusted trusted
                    && trusted.timely()
                    && trusted.message() instanceof Statement statement
                    && !(statement instanceof Goodbye)) {
                catalogue.learn(
                        new Learned(statement.record(), trusted.token(), trusted.keyId(), Source.FILE, null, false));
            }
        }
    }
}
