package io.cameldiscovery.token;

import java.nio.file.Path;
import java.security.Key;

/** The key with which this node signs. */
public final class NodeKey {

    private final String keyId;
    private final SignatureAlgorithm algorithm;
    private final Key key;

    private NodeKey(String keyId, SignatureAlgorithm algorithm, Key key) {
        this.keyId = keyId;
        this.algorithm = algorithm;
        this.key = key;
    }

    /**
     * Reads a JWK: a private Ed25519 key ({@code OKP}) or a shared secret ({@code oct}).
     *
     * @throws KeyFileException if the file does not hold one such key, or others may read it
     */
    public static NodeKey load(Path file) {
        return KeyFile.read(file).only(NodeKey::of);
    }

    static NodeKey of(Jwk jwk) {
        SignatureAlgorithm algorithm = jwk.signatureAlgorithm();
        Key key = algorithm == SignatureAlgorithm.EDDSA ? jwk.privateKey() : jwk.signingSecret();
        return new NodeKey(jwk.keyId(), algorithm, key);
    }

    public String keyId() {
        return keyId;
    }

    /** Whether others can verify with a public key, and the signature needs a {@link SignatureEngine}. */
    public boolean isKeyPair() {
        return algorithm == SignatureAlgorithm.EDDSA;
    }

    SignatureAlgorithm algorithm() {
        return algorithm;
    }

    Key key() {
        return key;
    }

    @Override
    public String toString() {
        return algorithm.header() + " key '" + keyId + "'";
    }
}
