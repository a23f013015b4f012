package io.cameldiscovery.token;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys, each in a new file that only its owner may read. All methods throw {@link KeyFileException} if the file
 * exists, since a key is never overwritten, or cannot be written.
 */
public final class KeyGenerator {

    private static final int SECRET_OCTETS = 32;
    private static final int ID_OCTETS = 6;

    private final SecureRandom random;

    public KeyGenerator(SecureRandom random) {
        this.random = random;
    }

    /**
     * Makes an Ed25519 key pair.
     *
     * @param keyId null for the thumbprint of the key (RFC 7638)
     */
    public NodeKey keyPair(Path file, @Nullable String keyId) {
        KeyPair pair = ed25519();
        Jwk unnamed = Jwk.ofPair(null, Ed25519Key.raw(pair.getPublic()), Ed25519Key.raw(pair.getPrivate()));
        Jwk key = unnamed.named(keyId == null ? unnamed.keyId() : keyId);
        return NodeKey.of(write(file, key));
    }

    /**
     * Makes a secret of 256 bits with which all who have it sign.
     *
     * @param keyId null for a random one
     */
    public NodeKey sharedSecret(Path file, @Nullable String keyId) {
        return NodeKey.of(write(file, Jwk.ofSigningSecret(idOrRandom(keyId), octets(SECRET_OCTETS))));
    }

    /**
     * Makes a key of 256 bits with which all who have it encrypt.
     *
     * @param keyId null for a random one
     */
    public EncryptionKey encryptionKey(Path file, @Nullable String keyId) {
        return EncryptionKey.of(write(file, Jwk.ofEncryptionSecret(idOrRandom(keyId), octets(SECRET_OCTETS))));
    }

    private KeyPair ed25519() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", impossible);
        }
    }

    private String idOrRandom(@Nullable String keyId) {
        return keyId == null ? Base64Url.encode(octets(ID_OCTETS)) : keyId;
    }

    private byte[] octets(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    private static Jwk write(Path file, Jwk key) {
        try {
            key.keyId();
            Files.createDirectories(file.toAbsolutePath().getParent());
            byte[] json = KeyFile.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(key);
            try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    FileModes.ownerOnly(file)))) {
                out.write(json);
            }
            return key;
        } catch (IllegalArgumentException badKeyId) {
            throw new KeyFileException(file, String.valueOf(badKeyId.getMessage()));
        } catch (FileAlreadyExistsException exists) {
            throw new KeyFileException(file, "exists already, and a key is never overwritten; choose another name");
        } catch (IOException unwritable) {
            throw new KeyFileException(file, "cannot be written: " + unwritable);
        }
    }
}
