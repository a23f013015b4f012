package io.cameldiscovery.registry.http;

import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * With which files the registry's HTTP server speaks TLS: {@code discovery.registry.tls.*}.
 *
 * @param certificate its certificate; none: it speaks clear text
 * @param key the key of that certificate
 * @param clientAuthority who signed the certificates that clients may show
 * @param required whether clients must show one
 */
public record ServerTlsSettings(
        Optional<Path> certificate, Optional<Path> key, Optional<Path> clientAuthority, boolean required) {

    private static final String CERTIFICATE = "discovery.registry.tls.certificate-file";
    private static final String KEY = "discovery.registry.tls.key-file";
    private static final String CLIENTS = "discovery.registry.tls.client-authority-file";

    /** The values of {@code discovery.registry.tls.client-certificates}. */
    private enum ClientCertificates {
        OPTIONAL,
        REQUIRED
    }

    /** @throws ConfigurationException naming the first setting that cannot be used */
    public static ServerTlsSettings of(Settings settings) {
        ClientCertificates wanted =
                settings.choice("discovery.registry.tls.client-certificates", ClientCertificates.class);
        ServerTlsSettings tls = new ServerTlsSettings(
                settings.file(CERTIFICATE),
                settings.file(KEY),
                settings.file(CLIENTS),
                wanted == ClientCertificates.REQUIRED);
        settings.requireTogether(CERTIFICATE, KEY);
        if (tls.clientAuthority.isPresent() && !tls.isUsed()) {
            throw new ConfigurationException(
                    CERTIFICATE + " is missing: clients show certificates (" + CLIENTS + ") only by TLS");
        }
        if (tls.required && tls.clientAuthority.isEmpty()) {
            throw new ConfigurationException(CLIENTS + " is missing: without it no client's certificate is good");
        }
        return tls;
    }

    public boolean isUsed() {
        return certificate.isPresent();
    }
}
