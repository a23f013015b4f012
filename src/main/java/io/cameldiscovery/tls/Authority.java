package io.cameldiscovery.tls;

import io.cameldiscovery.token.Reloaded;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts exactly the certificates that were signed by those in a PEM file. The file may be changed while the node runs.
 * Thread-safe.
 */
public final class Authority extends X509ExtendedTrustManager {

    private final Reloaded<X509ExtendedTrustManager> current;

    /**
     * @param nanos monotonic time in nanoseconds
     * @param changed runs after a change
     * @throws io.cameldiscovery.token.KeyFileException if the file cannot be used now
     */
    public Authority(Path file, LongSupplier nanos, Runnable changed) {
        this.current = new Reloaded<>(
                List.of(file),
                () -> manager(PemFiles.authority(file)),
                reread -> "authority certificates",
                nanos,
                reread -> changed.run());
    }

    /** Reloads the file if it has changed; every full handshake does the same. */
    public void look() {
        var unused = current.get();
    }

    private static X509ExtendedTrustManager manager(KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the certificates were read before", impossible);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        current.get().checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        current.get().checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        current.get().checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        current.get().checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        current.get().checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        current.get().checkServerTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.get().getAcceptedIssuers();
    }
}
