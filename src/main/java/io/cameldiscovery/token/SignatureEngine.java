package io.cameldiscovery.token;

import java.security.PrivateKey;
import java.security.PublicKey;

/** Ed25519 (RFC 8032) by the fastest code that this machine runs. Thread-safe; installs no security provider. */
public interface SignatureEngine {

    /** Which code it is, for people. */
    String name();

    /**
     * The 64 octets of the signature.
     *
     * @param key an Ed25519 key of the JDK
     */
    byte[] sign(PrivateKey key, byte[] input);

    /** Whether the signature is that of the key; anything that is no signature is not. */
    boolean verify(PublicKey key, byte[] input, byte[] signature);

    /** Amazon Corretto Crypto Provider where its native library loads, which takes some 200 ms, else BouncyCastle. */
    static SignatureEngine preferred() {
        SignatureEngine corretto = CorrettoEngine.tryLoad();
        return corretto != null ? corretto : new BouncyCastleEngine();
    }

    /** The preferred engine, loaded by a thread of its own while the caller goes on starting. */
    static SignatureEngine inBackground() {
        return new DeferredEngine(SignatureEngine::preferred).loadInBackground();
    }
}
