package io.cameldiscovery.token;

import java.security.PrivateKey;
import java.security.PublicKey;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519 of BouncyCastle's lightweight API, pure Java: the engine for machines without the native one. */
final class BouncyCastleEngine implements SignatureEngine {

    @Override
    public String name() {
        return "BouncyCastle";
    }

    @Override
    public byte[] sign(PrivateKey key, byte[] input) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(Ed25519Key.raw(key), 0, input, 0, input.length, signature, 0);
        return signature;
    }

    @Override
    public boolean verify(PublicKey key, byte[] input, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, Ed25519Key.raw(key), 0, input, 0, input.length);
    }
}
