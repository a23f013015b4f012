package io.cameldiscovery.catalogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The octets of a client's cache file: each line is a token as it stands there, or skipped. */
public final class CacheFileFuzz {

    private static final Path FOLDER = folder();
    private static final Path FILE = FOLDER.resolve("catalogue");

    private CacheFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Files.write(FILE, input);

        DiskCache.Contents contents = new DiskCache(FILE).load();

        List<String> lines = new String(input, ISO_8859_1).lines().toList();
        assertThat(contents.skipped())
                .isBetween(0, lines.size() - contents.tokens().size());
        assertThat(lines)
                .containsAll(contents.tokens().stream().map(StoredToken::line).toList());
        for (StoredToken token : contents.tokens()) {
            assertThat(token.token()).containsPattern("^[A-Za-z0-9_.-]+$");
            assertThat(StoredToken.parse(token.line())).contains(token);
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("cache");
            folder.toFile().deleteOnExit();
            folder.resolve("catalogue").toFile().deleteOnExit();
            return folder;
        } catch (IOException noDisk) {
            throw new AssertionError(noDisk);
        }
    }
}
