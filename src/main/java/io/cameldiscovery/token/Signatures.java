package io.cameldiscovery.token;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.Mac;

/** Signs and verifies by either algorithm. Thread-safe. */
final class Signatures {

    private static final String HMAC = "HmacSHA256";

    private final SignatureEngine ed25519;
    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(Signatures::mac);

    Signatures(SignatureEngine ed25519) {
        this.ed25519 = ed25519;
    }

    byte[] sign(SignatureAlgorithm algorithm, Key key, byte[] input) {
        return algorithm == SignatureAlgorithm.EDDSA ? ed25519.sign((PrivateKey) key, input) : hmac(key, input);
    }

    boolean verify(SignatureAlgorithm algorithm, Key key, byte[] input, byte[] signature) {
        return algorithm == SignatureAlgorithm.EDDSA
                ? ed25519.verify((PublicKey) key, input, signature)
                : MessageDigest.isEqual(hmac(key, input), signature);
    }

    private byte[] hmac(Key key, byte[] input) {
        Mac mac = macs.get();
        try {
            mac.init(key);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a loaded secret always fits", impossible);
        }
        return mac.doFinal(input);
    }

    private static Mac mac() {
        try {
            return Mac.getInstance(HMAC);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + HMAC, impossible);
        }
    }
}
