package io.cameldiscovery.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority with certificates for a registry on 127.0.0.1 and for a client, made by the commands of the operator's guide. */
public final class Certificates {

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    public static Certificates make(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> commands = Files.readAllLines(TestNode.PROJECT.resolve("docs/operations.md")).stream()
                .map(String::strip)
                .filter(line -> line.matches("openssl (req|x509) .*|printf '(subjectAltName|extendedKeyUsage).*"))
                .toList();
        String script = commands.stream()
                .map(line -> line.replace("10.7.0.2", "127.0.0.1"))
                .collect(Collectors.joining("\n", "set -e\n", "\n"));
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (commands.size() != 7 || shell.waitFor() != 0) {
            throw new AssertionError("the commands of the guide do not work:\n" + script + said);
        }
        return new Certificates(folder);
    }

    public Path authority() {
        return folder.resolve("authority.pem");
    }

    public Path certificate(String whose) {
        return folder.resolve(whose + ".pem");
    }

    public Path key(String whose) {
        return folder.resolve(whose + ".key");
    }

    /** For a client that trusts this authority alone. */
    public SSLContext trusting(KeyManager... own) {
        try (var in = Files.newInputStream(authority())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (IOException | GeneralSecurityException unusual) {
            throw new AssertionError(unusual);
        }
    }
}
