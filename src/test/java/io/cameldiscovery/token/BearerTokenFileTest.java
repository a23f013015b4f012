package io.cameldiscovery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenFileTest {

    private static final String OLD = "old-token-of-32-characters-or-so";
    private static final String NEW = "new-token-of-32-characters-or-so";

    private final AtomicLong nanos = new AtomicLong();
    private Path file;

    @BeforeEach
    void nameFile(@TempDir Path directory) {
        file = directory.resolve("lookup.token");
    }

    @Test
    void admitsWhoSendsATokenOfTheFile() throws IOException {
        BearerTokenFile tokens = holding(NEW + "\n\n" + OLD + "\n");

        assertThat(tokens.admits("Bearer " + OLD)).isTrue();
        assertThat(tokens.admits("Bearer " + NEW)).isTrue();
        assertThat(tokens.admits("bearer  " + NEW)).isTrue();
        assertThat(tokens.authorization()).isEqualTo("Bearer " + NEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer old",
                "Basic " + OLD,
                OLD,
                "Bearer " + OLD + "x",
                "Bearer " + OLD + " " + NEW,
                "Bearer öld-token-of-32-characters-or-so"
            })
    void admitsNobodyElse(String authorization) throws IOException {
        BearerTokenFile tokens = holding(OLD);

        assertThat(tokens.admits(authorization)).isFalse();
        assertThat(tokens.admits(null)).isFalse();
    }

    @Test
    void followsTheFileAndKeepsTheLastGoodTokens() throws IOException {
        BearerTokenFile tokens = holding(OLD);

        write(NEW + "\n" + NEW + "\n");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(tokens.admits("Bearer " + NEW)).isTrue();
        assertThat(tokens.admits("Bearer " + OLD)).isFalse();

        write("short");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(tokens.admits("Bearer " + NEW)).isTrue();

        Files.delete(file);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(tokens.admits("Bearer " + NEW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "short", OLD + "\nshort", "two words that are long enough", "\u0000\u0000"})
    void refusesAFileWithoutAToken(String content) {
        assertThatThrownBy(() -> holding(content))
                .isInstanceOf(KeyFileException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining("openssl rand")
                .hasMessageNotContaining(OLD);
    }

    @Test
    void refusesAFileThatIsNotThereOrThatOthersMayRead() throws IOException {
        assertThatThrownBy(() -> new BearerTokenFile(file, nanos::get))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("there is no such token file");

        write(OLD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> new BearerTokenFile(file, nanos::get))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void saysThatADirectoryIsNoFileAndNotThatOthersMayReadIt(@TempDir Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> new BearerTokenFile(directory, nanos::get))
                .isInstanceOf(KeyFileException.class)
                .hasMessage(directory + ": is a directory; name the file in it");
    }

    private BearerTokenFile holding(String content) throws IOException {
        write(content);
        return new BearerTokenFile(file, nanos::get);
    }

    private void write(String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
