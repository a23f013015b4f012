package io.cameldiscovery.token;

import io.cameldiscovery.record.ServiceName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trusted keys and the services that each may announce. Immutable; {@link TrustFile} follows a file that changes.
 */
public final class TrustedKeys {

    private final Map<String, TrustedKey> keys;

    private TrustedKeys(Map<String, TrustedKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * Reads a JWK set of public Ed25519 keys and shared secrets. Each may carry {@code "services": ["orders",
     * "payments-*"]}: what its holder may announce. A key without may ask, probe and acknowledge only.
     *
     * @throws KeyFileException if the file holds anything else
     */
    public static TrustedKeys load(Path file) {
        try {
            return of(KeyFile.read(file).map(TrustedKey::of));
        } catch (IllegalArgumentException ambiguous) {
            throw new KeyFileException(file, String.valueOf(ambiguous.getMessage()));
        }
    }

    static TrustedKeys of(List<TrustedKey> trusted) {
        Map<String, TrustedKey> keys = new HashMap<>();
        for (TrustedKey key : trusted) {
            if (keys.put(key.keyId(), key) != null) {
                throw new IllegalArgumentException("two keys have the kid '" + key.keyId() + "'");
            }
        }
        return new TrustedKeys(keys);
    }

    int size() {
        return keys.size();
    }

    /** For the log. */
    String inWords() {
        return size() == 1 ? "1 trusted key" : size() + " trusted keys";
    }

    public boolean contains(String keyId) {
        return keys.containsKey(keyId);
    }

    /** Whether the holder of that key may announce that service. */
    boolean mayAnnounce(String keyId, ServiceName service) {
        TrustedKey key = keys.get(keyId);
        return key != null && key.mayAnnounce(service);
    }

    /** Whether the key that signed it is still the one of that name, and may still announce that service. */
    public boolean stillTrust(SignedStatement signed) {
        TrustedKey key = keys.get(signed.key().keyId());
        return key != null
                && key.isSameKey(signed.key())
                && key.mayAnnounce(signed.statement().record().service());
    }

    /** Whether both agree on this key and its right to announce this service. */
    public boolean agreesWith(TrustedKeys other, String keyId, ServiceName service) {
        TrustedKey here = announcing(keyId, service);
        TrustedKey there = other.announcing(keyId, service);
        if (here == null || there == null) {
            return here == null && there == null;
        }
        return here.isSameKey(there);
    }

    private @Nullable TrustedKey announcing(String keyId, ServiceName service) {
        TrustedKey key = keys.get(keyId);
        return key != null && key.mayAnnounce(service) ? key : null;
    }

    @Nullable
    TrustedKey find(String keyId) {
        return keys.get(keyId);
    }
}
