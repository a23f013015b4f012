package io.cameldiscovery.token;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Ed25519 of AWS-LC, native code, used as an object and not installed as a provider of the process. */
final class CorrettoEngine implements SignatureEngine {

    private final ThreadLocal<Signature> signatures;
    private final String name;

    private CorrettoEngine(Provider provider) {
        this.signatures = ThreadLocal.withInitial(() -> signature(provider));
        this.name = "Amazon Corretto Crypto Provider " + provider.getVersionStr();
    }

    /** The engine, or null where its native library does not load. */
    static @Nullable CorrettoEngine tryLoad() {
        try {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            provider.assertHealthy();
            CorrettoEngine engine = new CorrettoEngine(provider);
            engine.signatures.get();
            return engine;
        } catch (LinkageError | RuntimeException notHere) {
            LoggerFactory.getLogger(SignatureEngine.class)
                    .info("Amazon Corretto Crypto Provider does not load here: {}", notHere.toString());
            return null;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] sign(PrivateKey key, byte[] input) {
        Signature signature = signatures.get();
        try {
            signature.initSign(key);
            signature.update(input);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a loaded Ed25519 key always signs", impossible);
        }
    }

    @Override
    public boolean verify(PublicKey key, byte[] input, byte[] claimed) {
        Signature signature = signatures.get();
        try {
            signature.initVerify(key);
            signature.update(input);
            return signature.verify(claimed);
        } catch (SignatureException notSignature) {
            return false;
        } catch (GeneralSecurityException badKey) {
            throw new IllegalStateException("a loaded Ed25519 key always verifies", badKey);
        }
    }

    private static Signature signature(Provider provider) {
        try {
            return Signature.getInstance("Ed25519", provider);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the provider has no Ed25519", missing);
        }
    }
}
