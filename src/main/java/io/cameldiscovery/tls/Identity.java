package io.cameldiscovery.tls;

import io.cameldiscovery.token.Reloaded;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A node's own certificate and key, from PEM files that may be changed while it runs: the next handshake uses the new
 * ones, open connections stay. Thread-safe.
 */
public final class Identity extends X509ExtendedKeyManager {

    private final Reloaded<X509ExtendedKeyManager> current;

    /**
     * @param certificate PEM: the node's own certificate first, then the intermediate ones
     * @param key PEM, PKCS #8, readable by its owner only
     * @param nanos monotonic time in nanoseconds
     * @param changed runs after a change
     * @throws io.cameldiscovery.token.KeyFileException if the files cannot be used now
     */
    public Identity(Path certificate, Path key, LongSupplier nanos, Runnable changed) {
        this.current = new Reloaded<>(
                List.of(certificate, key),
                () -> manager(PemFiles.identity(certificate, key)),
                reread -> "certificate and key",
                nanos,
                reread -> changed.run());
    }

    /** The certificate in use. Reloads the files if they have changed, as every full handshake does. */
    public X509Certificate certificate() {
        X509Certificate[] chain = current.get().getCertificateChain(PemFiles.ALIAS);
        if (chain == null) {
            throw new IllegalStateException("the store was made with a certificate");
        }
        return chain[0];
    }

    private static X509ExtendedKeyManager manager(KeyStore store) {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, PemFiles.password());
            return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the key was checked before", impossible);
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return current.get().chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return current.get().chooseEngineClientAlias(keyType, issuers, engine);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return current.get().getClientAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return current.get().chooseClientAlias(keyType, issuers, socket);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return current.get().getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return current.get().chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return current.get().getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return current.get().getPrivateKey(alias);
    }
}
