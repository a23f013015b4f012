package io.cameldiscovery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustFileTest {

    private final KeyGenerator generator = new KeyGenerator(new SecureRandom());
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void trustOneKey() {
        path = folder.resolve("trust.jwks");
        trust("first");
    }

    @Test
    void trustsAKeyThatIsAddedWhileItRuns() {
        TrustFile file = new TrustFile(path, nanos::get);
        trust("second");
        pass(1000);

        assertThat(file.current().contains("second")).isTrue();
    }

    @Test
    void tellsWhichKeysWereTrustedAndWhichAre() {
        TrustFile file = new TrustFile(path, nanos::get);
        List<Boolean> trusted = new ArrayList<>();
        file.onChange((before, after) ->
                trusted.addAll(List.of(before.contains("second"), after.contains("second"), after.contains("first"))));
        pass(1000);
        file.current();
        assertThat(trusted).isEmpty();

        trust("second");
        pass(1000);
        file.current();

        assertThat(trusted).containsExactly(false, true, true);
    }

    @Test
    void looksAtTheFileOnceASecondAtMost() {
        TrustFile file = new TrustFile(path, nanos::get);
        trust("second");
        pass(999);

        assertThat(file.current().contains("second")).isFalse();
    }

    @Test
    void givesTheSameKeysWhileTheFileIsTheSame() {
        TrustFile file = new TrustFile(path, nanos::get);
        TrustedKeys before = file.current();
        pass(5000);

        assertThat(file.current()).isSameAs(before);
    }

    @Test
    void keepsTheLastGoodKeysWhileTheFileIsBadOrGone() throws IOException {
        TrustFile file = new TrustFile(path, nanos::get);
        Files.writeString(path, "{\"keys\":[");
        pass(1000);
        assertThat(file.current().contains("first")).isTrue();

        Files.delete(path);
        pass(1000);
        assertThat(file.current().contains("first")).isTrue();

        trust("second");
        pass(1000);
        assertThat(file.current().contains("first")).isFalse();
        assertThat(file.current().contains("second")).isTrue();
    }

    @Test
    void takesTheFileWhenOnlyItsModeWasWrong() throws IOException {
        TrustFile file = new TrustFile(path, nanos::get);
        Path secret = folder.resolve("secret.jwk");
        generator.sharedSecret(secret, "secret");
        new TrustFileEditor(path).add(secret, List.of());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        pass(1000);
        assertThat(file.current().contains("secret")).isFalse();

        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        pass(1000);
        assertThat(file.current().contains("secret")).isTrue();
    }

    @Test
    void doesNotStartWithoutAFile() {
        assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(() -> new TrustFile(folder.resolve("none.jwks"), nanos::get));
    }

    private void trust(String keyId) {
        Path key = folder.resolve(keyId + ".jwk");
        generator.keyPair(key, keyId);
        new TrustFileEditor(path).add(key, List.of());
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
