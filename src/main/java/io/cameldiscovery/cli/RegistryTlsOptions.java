package io.cameldiscovery.cli;

import io.cameldiscovery.tls.Authority;
import io.cameldiscovery.tls.Identity;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command tells whom it believes to be a registry, and shows who it is. Empty means none. */
final class RegistryTlsOptions {

    @Option(
            names = "--authority-file",
            paramLabel = "FILE",
            defaultValue = "${env:DISCOVERY_REGISTRY_AUTHORITY_FILE}",
            description = {
                "For https: who signed the registry's certificate, in PEM; those whom Java trusts if it is not there.",
                "Default: DISCOVERY_REGISTRY_AUTHORITY_FILE in the environment."
            })
    private @Nullable Path authorityFile;

    @Option(
            names = "--certificate-file",
            paramLabel = "FILE",
            defaultValue = "${env:DISCOVERY_REGISTRY_CERTIFICATE_FILE}",
            description = {
                "For https: the certificate to show a registry that asks for one, in PEM; with --key-file.",
                "Default: DISCOVERY_REGISTRY_CERTIFICATE_FILE in the environment."
            })
    private @Nullable Path certificateFile;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            defaultValue = "${env:DISCOVERY_REGISTRY_KEY_FILE}",
            description = {
                "The key of that certificate, in PEM (PKCS #8); readable by its owner only.",
                "Default: DISCOVERY_REGISTRY_KEY_FILE in the environment."
            })
    private @Nullable Path keyFile;

    /**
     * What TLS is to be done with, if anything differs from what Java does by itself.
     *
     * @throws IllegalArgumentException if an option is missing
     * @throws io.cameldiscovery.token.KeyFileException if a file cannot be used
     */
    Optional<SSLContext> context() {
        Optional<Path> certificate = given(certificateFile);
        Optional<Path> key = given(keyFile);
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException((key.isEmpty() ? "--key-file" : "--certificate-file")
                    + " is missing: --certificate-file and --key-file go together");
        }
        Optional<TrustManager> trusted =
                given(authorityFile).map(file -> new Authority(file, System::nanoTime, () -> {}));
        Optional<KeyManager> own =
                certificate.map(file -> new Identity(file, key.orElseThrow(), System::nanoTime, () -> {}));
        return trusted.isEmpty() && own.isEmpty() ? Optional.empty() : Optional.of(context(own, trusted));
    }

    private static SSLContext context(Optional<KeyManager> own, Optional<TrustManager> trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Null is as Java has it.
            context.init(
                    own.map(one -> new KeyManager[] {one}).orElse(null),
                    trusted.map(one -> new TrustManager[] {one}).orElse(null),
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java speaks TLS", impossible);
        }
    }

    private static Optional<Path> given(@Nullable Path file) {
        return Optional.ofNullable(file).filter(path -> !path.toString().isEmpty());
    }
}
