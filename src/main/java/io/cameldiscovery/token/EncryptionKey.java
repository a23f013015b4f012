package io.cameldiscovery.token;

import javax.crypto.SecretKey;

/** A pre-shared key of 256 bits with which tokens are encrypted. */
public final class EncryptionKey {

    private final String keyId;
    private final SecretKey secret;

    private EncryptionKey(String keyId, SecretKey secret) {
        this.keyId = keyId;
        this.secret = secret;
    }

    static EncryptionKey of(Jwk jwk) {
        return new EncryptionKey(jwk.keyId(), jwk.encryptionSecret());
    }

    public String keyId() {
        return keyId;
    }

    SecretKey secret() {
        return secret;
    }

    @Override
    public String toString() {
        return "encryption key '" + keyId + "'";
    }
}
