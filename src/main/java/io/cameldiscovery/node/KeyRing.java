package io.cameldiscovery.node;

import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.KeySettings;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustFile;
import java.time.Clock;

/** What a node signs and verifies with, as its settings say. */
final class KeyRing {

    private final NodeKey key;
    private final EncryptionKeys encryption;
    private final SignatureEngine engine;
    private final TokenSigner signer;
    private final TokenVerifier verifier;
    private final TrustFile trust;

    KeyRing(KeySettings settings, Clock wall, MonotonicClock clock) {
        this.engine = SignatureEngine.inBackground();
        this.key = NodeKey.load(settings.signingKey());
        this.trust = new TrustFile(settings.trust(), clock::nanos);
        this.encryption = settings.encryptionKey().map(EncryptionKeys::load).orElseGet(EncryptionKeys::none);
        this.signer = new TokenSigner(key, encryption, engine);
        this.verifier =
                new TokenVerifier(trust, encryption, engine, wall, settings.clockTolerance(), settings.maxLifetime());
    }

    TokenSigner signer() {
        return signer;
    }

    TokenVerifier verifier() {
        return verifier;
    }

    TrustFile trust() {
        return trust;
    }

    /** Whether the trust file names this node's own key, without which others will hardly believe it. */
    boolean trustsItself() {
        return trust.current().contains(key.keyId());
    }

    @Override
    public String toString() {
        return (key.isKeyPair() ? "Ed25519 key '" : "shared secret '") + key.keyId() + "'"
                + (encryption.isEmpty() ? "" : ", encrypted");
    }
}
