package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {

    private static final Statement A = Statement.of("orders", "a");
    private static final Statement B = Statement.of("orders", "b");

    @TempDir
    private Path folder;

    private Path file;
    private DiskCache cache;

    @BeforeEach
    void create() {
        file = folder.resolve("state/cache");
        cache = new DiskCache(file);
    }

    @Test
    void givesBackAfterARestartWhatItSaved() {
        assertThat(cache.save(entries(B.stored(), A.live()))).isTrue();

        assertThat(new DiskCache(file).load())
                .isEqualTo(new DiskCache.Contents(
                        List.of(new StoredToken(Source.UDP, A.token()), new StoredToken(Source.REGISTRY, B.token())),
                        0));
    }

    @Test
    void holdsNothingAtFirst() throws IOException {
        assertThat(cache.load().tokens()).isEmpty();
        assertThat(cache.save(List.of())).isFalse();
        assertThat(file).doesNotExist();
        assertThat(files()).isEmpty();
    }

    @Test
    void keepsNestedEncryptedTokensToo() throws IOException {
        write("tcp eyJ..iv.text.tag\n");
        assertThat(cache.load().tokens()).containsExactly(new StoredToken(Source.TCP, "eyJ..iv.text.tag"));
    }

    @Test
    void writesOnlyWhenSomethingChanged() throws IOException {
        List<CatalogueEntry> entries = entries(A.live());
        assertThat(cache.save(entries)).isTrue();
        assertThat(cache.save(entries)).isFalse();
        assertThat(cache.save(entries(A.later(1).live()))).isTrue();
        assertThat(cache.save(List.of())).isTrue();

        cache.save(entries);
        DiskCache restarted = new DiskCache(file);
        restarted.load();
        assertThat(restarted.save(entries)).isFalse();
        Files.delete(file);
        assertThat(restarted.save(entries)).isTrue();
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        cache.save(entries(A.live()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void leavesNothingBehindBesidesTheFile() throws IOException {
        cache.save(entries(A.live()));
        cache.save(entries(B.live()));
        assertThat(files()).containsExactly(file);
    }

    @Test
    void skipsAndCountsDamagedLines() throws IOException {
        write("udp a.b.c\ncarrier-pigeon a.b.c\n\nudp a.b\nudp  a.b.c\nudp a.b.c d\nUDP a.b.c\nfile d.e.f\nudp g.h.i");

        DiskCache.Contents contents = cache.load();
        assertThat(contents.tokens()).extracting(StoredToken::token).containsExactly("a.b.c", "d.e.f");
        assertThat(contents.skipped()).isEqualTo(7);
    }

    @Test
    void setsAFileAsideThatIsTooLargeAndGoesOn() throws IOException {
        Files.createDirectories(file.getParent());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(16 * 1024 * 1024 + 1);
        }

        assertThat(cache.load().tokens()).isEmpty();
        assertThat(files()).containsExactly(file.resolveSibling("cache.bad"));
        assertThat(cache.save(entries(A.live()))).isTrue();
        assertThat(cache.load().tokens()).hasSize(1);
    }

    @Test
    void goesOnWithoutAFileWhenAFolderIsInItsPlace() throws IOException {
        Files.createDirectories(file.resolve("precious"));

        assertThat(cache.load().tokens()).isEmpty();
        assertThat(cache.save(entries(A.live()))).isFalse();
        assertThat(file.resolve("precious")).exists();
        assertThat(files()).containsExactly(file);
    }

    @Test
    void goesOnWhenItsFolderCannotBeMadeAndSavesAsSoonAsItCan() throws IOException {
        Files.writeString(folder.resolve("state"), "in the way");
        assertThat(cache.load().tokens()).isEmpty();
        assertThat(cache.save(entries(A.live()))).isFalse();

        Files.delete(folder.resolve("state"));
        assertThat(cache.save(entries(A.live()))).isTrue();
    }

    @Test
    void removesWhatADyingNodeLeftButNotWhatAnotherIsWriting() throws IOException {
        cache.save(entries(A.live()));
        Path abandoned = Files.writeString(file.resolveSibling("cache.1.draft"), "x");
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path inWork = Files.writeString(file.resolveSibling("cache.2.draft"), "x");
        Path other = Files.writeString(file.resolveSibling("other.3.draft"), "x");
        Files.setLastModifiedTime(other, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        cache.load();
        assertThat(files()).containsExactlyInAnyOrder(file, inWork, other);
    }

    @Test
    void twoNodesWithOneFileDoNotHarmEachOther() {
        List<CatalogueEntry> few = entries(A.live());
        List<CatalogueEntry> many = many(200);
        cache.save(few);
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> saveInTurns(few, many));
        CompletableFuture<Void> two = CompletableFuture.runAsync(() -> saveInTurns(many, few));

        do {
            DiskCache.Contents contents = new DiskCache(file).load();
            assertThat(contents.skipped()).isZero();
            assertThat(contents.tokens().size()).isIn(1, 200);
        } while (!one.isDone() || !two.isDone());
        assertThat(CompletableFuture.allOf(one, two)).succeedsWithin(Duration.ofSeconds(30));
    }

    private void saveInTurns(List<CatalogueEntry> first, List<CatalogueEntry> second) {
        DiskCache own = new DiskCache(file);
        for (int i = 0; i < 20; i++) {
            assertThat(own.save(first)).isTrue();
            assertThat(own.save(second)).isTrue();
        }
    }

    private static List<CatalogueEntry> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> CatalogueEntry.of(Statement.of("orders", "i" + i).live(), 0, 1))
                .toList();
    }

    private static List<CatalogueEntry> entries(Learned... learned) {
        return Stream.of(learned).map(each -> CatalogueEntry.of(each, 0, 1)).toList();
    }

    private void write(String lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines);
    }

    private List<Path> files() throws IOException {
        if (!Files.exists(file.getParent())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.toList();
        }
    }
}
