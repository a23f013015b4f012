package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A signed token inside a JWE in compact form: {@code dir} with {@code A256GCM} (RFC 7516, RFC 7518 section 5.3).
 * Thread-safe. With random initialization vectors one key is good for 2^32 tokens (NIST SP 800-38D section 8.3).
 */
final class TokenEncryption {

    private static final String ALGORITHM = "dir";
    private static final String ENCRYPTION = "A256GCM";
    private static final String CONTENT = "JWT";
    private static final int IV_OCTETS = 12;
    private static final int TAG_OCTETS = 16;

    private final SecureRandom random = new SecureRandom();
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(TokenEncryption::cipher);

    /** The header of everything that this key encrypts. */
    static String header(EncryptionKey key) {
        return JoseHeader.ofEncrypted(ALGORITHM, ENCRYPTION, key.keyId(), CONTENT)
                .encode();
    }

    String encrypt(EncryptionKey key, String header, String signed) {
        byte[] iv = new byte[IV_OCTETS];
        random.nextBytes(iv);
        byte[] sealed;
        try {
            sealed = run(Cipher.ENCRYPT_MODE, key, header, iv, signed.getBytes(ISO_8859_1));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a loaded key always encrypts", impossible);
        }
        int textEnd = sealed.length - TAG_OCTETS;
        return header + ".." + Base64Url.encode(iv) + "." + Base64Url.encode(Arrays.copyOf(sealed, textEnd)) + "."
                + Base64Url.encode(Arrays.copyOfRange(sealed, textEnd, sealed.length));
    }

    /** @param compact five parts of base64url joined by dots */
    byte[] decrypt(EncryptionKeys keys, String compact) throws RefusedException {
        String[] parts = compact.split("\\.", -1);
        JoseHeader header = JoseHeader.decode(parts[0]);
        requireProfile(header, parts[1]);
        EncryptionKey key = keys.find(header.keyId());
        if (key == null) {
            throw new RefusedException(
                    Refusal.CANNOT_DECRYPT, "encrypted with key '" + header.keyId() + "', which is not here");
        }
        try {
            byte[] iv = Base64Url.decode(parts[2]);
            byte[] tag = Base64Url.decode(parts[4]);
            requireLength(iv, IV_OCTETS);
            requireLength(tag, TAG_OCTETS);
            byte[] text = Base64Url.decode(parts[3]);
            byte[] sealed = Arrays.copyOf(text, text.length + TAG_OCTETS);
            System.arraycopy(tag, 0, sealed, text.length, TAG_OCTETS);
            return run(Cipher.DECRYPT_MODE, key, parts[0], iv, sealed);
        } catch (GeneralSecurityException | IllegalArgumentException changed) {
            throw new RefusedException(Refusal.CANNOT_DECRYPT, "key '" + key.keyId() + "' does not decrypt it");
        }
    }

    private static void requireProfile(JoseHeader header, String encryptedKey) throws RefusedException {
        if (!ALGORITHM.equals(header.algorithm()) || !ENCRYPTION.equals(header.encryption())) {
            throw new RefusedException(
                    Refusal.ALGORITHM_NOT_ALLOWED,
                    "encrypted with '" + header.algorithm() + "' and '" + header.encryption()
                            + "', not dir and A256GCM");
        }
        if (!CONTENT.equals(header.contentType()) || !encryptedKey.isEmpty()) {
            throw new RefusedException(Refusal.MALFORMED, "the encrypted token does not say that it holds a JWT");
        }
    }

    private static void requireLength(byte[] octets, int length) {
        if (octets.length != length) {
            throw new IllegalArgumentException("wrong length");
        }
    }

    private byte[] run(int mode, EncryptionKey key, String header, byte[] iv, byte[] input)
            throws GeneralSecurityException {
        Cipher cipher = ciphers.get();
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_OCTETS * 8, iv));
        cipher.updateAAD(header.getBytes(ISO_8859_1));
        return cipher.doFinal(input);
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-GCM", impossible);
        }
    }
}
