package io.cameldiscovery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokenFileTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private long nanos = 5;

    @Test
    void holdsWhatStandsInTheFileAndNothingElse() throws IOException {
        AdminTokenFile admin = new AdminTokenFile(write("  " + TOKEN + "\n"), () -> nanos);

        assertThat(admin.holds(TOKEN)).isTrue();
        assertThat(admin.holds(TOKEN + "x")).isFalse();
        assertThat(admin.holds(TOKEN.substring(1))).isFalse();
        assertThat(admin.holds("")).isFalse();
    }

    @Test
    void takesUpAChangedFileWithinASecond() throws IOException {
        AdminTokenFile admin = new AdminTokenFile(write(TOKEN), () -> nanos);
        String next = TOKEN.replace('0', 'f') + "longer";
        write(next);

        nanos += Duration.ofSeconds(1).toNanos();

        assertThat(admin.holds(next)).isTrue();
        assertThat(admin.holds(TOKEN)).isFalse();
    }

    @Test
    void keepsTheLastGoodTokenWhileTheFileCannotBeUsed() throws IOException {
        Path file = write(TOKEN);
        AdminTokenFile admin = new AdminTokenFile(file, () -> nanos);
        write("short");
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(admin.holds(TOKEN)).isTrue();
        assertThat(admin.holds("short")).isFalse();

        Files.delete(file);
        nanos += Duration.ofSeconds(1).toNanos();

        assertThat(admin.holds(TOKEN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0123456789abcdef0123456789abcde", "0123456789abcdef 0123456789abcdef", TOKEN + "\n" + TOKEN
            })
    void saysHowToMakeOneWhenTheFileHoldsNoToken(String content) throws IOException {
        Path file = write(content);

        assertThatThrownBy(() -> AdminTokenFile.read(file))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContainingAll("admin.token: ", "32 to 1024 printable ASCII", "openssl rand -hex 32")
                .hasMessageNotContaining("abcdef");
    }

    @Test
    void refusesFilesThatAreMissingTooLargeOrNoText() throws IOException {
        assertThatThrownBy(() -> AdminTokenFile.read(folder.resolve("none")))
                .hasMessageContaining("there is no such admin token file");
        Path large = write("x".repeat(1025));
        assertThatThrownBy(() -> AdminTokenFile.read(large)).hasMessageContaining("32 to 1024");
        Path binary = Files.write(large, new byte[] {(byte) 0xC3, 0x28, 1, 2});
        assertThatThrownBy(() -> AdminTokenFile.read(binary)).hasMessageContaining("cannot be read");
    }

    @Test
    void refusesAFileThatOthersMayRead() throws IOException {
        Path file = write(TOKEN);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> new AdminTokenFile(file, () -> nanos)).hasMessageContaining("chmod 600");
    }

    private Path write(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("admin.token"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
