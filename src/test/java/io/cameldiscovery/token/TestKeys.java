package io.cameldiscovery.token;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** Keys made on the spot, as the nodes of a test hold them. */
final class TestKeys {

    private static final SecureRandom RANDOM = new SecureRandom();

    private TestKeys() {}

    static Jwk pair(String id) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return Jwk.ofPair(id, Ed25519Key.raw(pair.getPublic()), Ed25519Key.raw(pair.getPrivate()));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static Jwk secret(String id) {
        return Jwk.ofSigningSecret(id, octets(32));
    }

    static EncryptionKey encryption(String id) {
        return EncryptionKey.of(Jwk.ofEncryptionSecret(id, octets(32)));
    }

    static TrustedKey trusted(Jwk key, String... services) {
        return TrustedKey.of(key.trusted(List.of(services)));
    }

    static TrustedKeys trust(TrustedKey... keys) {
        return TrustedKeys.of(Arrays.asList(keys));
    }

    static byte[] octets(int count) {
        byte[] octets = new byte[count];
        RANDOM.nextBytes(octets);
        return octets;
    }
}
