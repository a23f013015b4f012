package io.cameldiscovery.token;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Between the 32 raw octets of a JWK (RFC 8037 section 2) and the JDK's keys (RFC 8410 section 10.3). */
final class Ed25519Key {

    private static final int OCTETS = 32;
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private Ed25519Key() {}

    /** @throws IllegalArgumentException if these are not 32 octets */
    static PublicKey publicKey(byte[] raw) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(join(PUBLIC_PREFIX, raw)));
        } catch (GeneralSecurityException notKey) {
            throw new IllegalArgumentException("the octets are no Ed25519 public key", notKey);
        }
    }

    /** @throws IllegalArgumentException if these are not 32 octets */
    static PrivateKey privateKey(byte[] raw) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(join(PRIVATE_PREFIX, raw)));
        } catch (GeneralSecurityException notKey) {
            throw new IllegalArgumentException("the octets are no Ed25519 private key", notKey);
        }
    }

    /** The raw octets of either half. */
    static byte[] raw(Key key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - OCTETS, encoded.length);
    }

    private static byte[] join(byte[] prefix, byte[] raw) {
        if (raw.length != OCTETS) {
            throw new IllegalArgumentException("an Ed25519 key has 32 octets, not " + raw.length);
        }
        byte[] joined = Arrays.copyOf(prefix, prefix.length + OCTETS);
        System.arraycopy(raw, 0, joined, prefix.length, OCTETS);
        return joined;
    }
}
