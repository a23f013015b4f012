package io.cameldiscovery.token;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pre-shared keys of this node: the first encrypts, all decrypt, so that keys can be changed node by node. With
 * any key here, plain tokens are neither sent nor accepted.
 */
public final class EncryptionKeys {

    private final List<EncryptionKey> keys;

    private EncryptionKeys(List<EncryptionKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** No keys: tokens are signed, but not encrypted. */
    public static EncryptionKeys none() {
        return of(List.of());
    }

    /**
     * Reads a JWK or a set of them, each of type {@code oct} with 256 bits.
     *
     * @throws KeyFileException if the file holds no such key, or any other, or others may read it
     */
    public static EncryptionKeys load(Path file) {
        List<EncryptionKey> keys = KeyFile.read(file).map(EncryptionKey::of);
        if (keys.isEmpty()) {
            throw new KeyFileException(file, "holds no key; make one with 'bin/discovery keygen'");
        }
        return of(keys);
    }

    static EncryptionKeys of(List<EncryptionKey> keys) {
        return new EncryptionKeys(keys);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The key that encrypts, or null if nothing is encrypted. */
    public @Nullable EncryptionKey current() {
        return keys.isEmpty() ? null : keys.get(0);
    }

    @Nullable
    EncryptionKey find(@Nullable String keyId) {
        for (EncryptionKey key : keys) {
            if (key.keyId().equals(keyId)) {
                return key;
            }
        }
        return null;
    }
}
