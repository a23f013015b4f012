package io.cameldiscovery.registry.http;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS of an HTTP server.
 *
 * @param clients who signed the certificates that clients may show
 * @param required whether clients must show one
 */
public record ServerTls(X509ExtendedKeyManager identity, Optional<X509ExtendedTrustManager> clients, boolean required) {

    void applyTo(HttpServerOptions options) {
        options.setSsl(true).setKeyCertOptions(KeyCertOptions.wrap(identity));
        TlsSuites.applyTo(options);
        clients.ifPresent(authority -> options.setTrustOptions(TrustOptions.wrap(authority))
                .setClientAuth(required ? ClientAuth.REQUIRED : ClientAuth.REQUEST));
    }

    /** Forgets TLS sessions, so that none is resumed under certificates that are no longer valid. */
    void forgetSessions(HttpServer server) {
        HttpServerOptions options = new HttpServerOptions();
        applyTo(options);
        var unused = server.updateSSLOptions(options.getSslOptions(), true);
    }
}
