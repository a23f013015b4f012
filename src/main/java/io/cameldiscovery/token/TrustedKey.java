package io.cameldiscovery.token;

import io.cameldiscovery.record.ServiceName;
import java.security.Key;
import java.security.MessageDigest;
import java.util.List;

/** A key of the trust file: what it verifies, and which services its holder may announce. */
final class TrustedKey {

    private final String keyId;
    private final SignatureAlgorithm algorithm;
    private final Key key;
    private final List<ServicePattern> services;

    private TrustedKey(String keyId, SignatureAlgorithm algorithm, Key key, List<ServicePattern> services) {
        this.keyId = keyId;
        this.algorithm = algorithm;
        this.key = key;
        this.services = services;
    }

    static TrustedKey of(Jwk jwk) {
        SignatureAlgorithm algorithm = jwk.signatureAlgorithm();
        if (jwk.privatePart() != null) {
            throw new IllegalArgumentException("a trust file must not hold the private part of a key: remove its"
                    + " member 'd', and change the key if others had it");
        }
        Key key = algorithm == SignatureAlgorithm.EDDSA ? jwk.publicKey() : jwk.signingSecret();
        List<String> services = jwk.services() == null ? List.of() : jwk.services();
        return new TrustedKey(
                jwk.keyId(),
                algorithm,
                key,
                services.stream().map(ServicePattern::parse).toList());
    }

    String keyId() {
        return keyId;
    }

    SignatureAlgorithm algorithm() {
        return algorithm;
    }

    Key key() {
        return key;
    }

    /** Whether it verifies the same signatures, whatever its holder may announce. */
    boolean isSameKey(TrustedKey other) {
        return algorithm == other.algorithm && MessageDigest.isEqual(key.getEncoded(), other.key.getEncoded());
    }

    boolean mayAnnounce(ServiceName service) {
        for (ServicePattern pattern : services) {
            if (pattern.matches(service)) {
                return true;
            }
        }
        return false;
    }
}
