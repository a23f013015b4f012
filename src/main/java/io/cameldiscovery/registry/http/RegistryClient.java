package io.cameldiscovery.registry.http;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The HTTP client for registries: which certificates it trusts, and its own.
 *
 * @param tls whether the registries are at https:// URLs: Camel's {@code vertx-http} does not look at the scheme of a URL
 *     with a port, and would ask in clear text
 * @param authority the authorities of the registries' certificates; empty for Java's trust store
 * @param identity the node's own certificate, if registries ask for one
 */
public record RegistryClient(
        boolean tls, Optional<X509ExtendedTrustManager> authority, Optional<X509ExtendedKeyManager> identity) {

    /**
     * For the option {@code webClientOptions} of Camel's {@code vertx-http}.
     *
     * @param connectTimeout for TCP and for TLS
     */
    public Object options(Duration connectTimeout) {
        WebClientOptions options =
                new WebClientOptions().setSsl(tls).setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()));
        TlsSuites.applyTo(options);
        authority.ifPresent(trusted -> options.setTrustOptions(TrustOptions.wrap(trusted)));
        identity.ifPresent(own -> options.setKeyCertOptions(KeyCertOptions.wrap(own)));
        return options;
    }
}
