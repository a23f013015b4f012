package io.cameldiscovery.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.testing.Fuzzed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The octets of a trust file. What is trusted of a set is a key of that name in another implementation of JOSE, too. */
public final class TrustFileFuzz {

    private static final Path FILE = file();

    private TrustFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Files.write(FILE, input);
        TrustedKeys keys;
        try {
            keys = TrustedKeys.load(FILE);
        } catch (KeyFileException refused) {
            Fuzzed.assertSaysWhy(refused);
            return;
        }
        keys.mayAnnounce("5", new ServiceName("orders"));
        String text = new String(input, ISO_8859_1);
        if (text.startsWith("{\"keys\":[{") && keys.size() > 0) {
            for (JWK key : JWKSet.load(FILE.toFile()).getKeys()) {
                assertThat(key.getKeyID() == null || keys.contains(key.getKeyID()))
                        .isTrue();
            }
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("trust", ".json");
            file.toFile().deleteOnExit();
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException noDisk) {
            throw new AssertionError(noDisk);
        }
    }
}
