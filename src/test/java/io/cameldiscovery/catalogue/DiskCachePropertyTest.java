package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class DiskCachePropertyTest {

    private static Path folder;
    private static Path file;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("disk-cache");
        file = folder.resolve("cache");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }

    @Property(tries = 15)
    void aWriteTornAtAnyByteLosesOnlyTheLinesThatAreNotWhole(@ForAll("entries") List<CatalogueEntry> entries)
            throws IOException {
        new DiskCache(file).save(entries);
        byte[] whole = Files.readAllBytes(file);
        List<StoredToken> tokens = new DiskCache(file).load().tokens();

        for (int length = 0; length <= whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            Files.write(file, torn);
            DiskCache.Contents contents = new DiskCache(file).load();

            assertThat(contents.tokens()).isEqualTo(tokens.subList(0, lineEnds(torn)));
            assertThat(contents.skipped()).isEqualTo(length == 0 || torn[length - 1] == '\n' ? 0 : 1);
        }
        Files.delete(file);
    }

    @Property
    void aDamagedByteHarmsNoOtherLine(
            @ForAll("entries") List<CatalogueEntry> entries, @ForAll @IntRange(max = 10_000) int where, @ForAll byte to)
            throws IOException {
        new DiskCache(file).save(entries);
        byte[] bytes = Files.readAllBytes(file);
        List<StoredToken> tokens = new DiskCache(file).load().tokens();
        int line = lineEnds(Arrays.copyOf(bytes, where % bytes.length));
        bytes[where % bytes.length] = to;
        Files.write(file, bytes);

        List<StoredToken> left = new DiskCache(file).load().tokens();
        assertThat(left.subList(0, line)).isEqualTo(tokens.subList(0, line));
        assertThat(left).containsAll(tokens.subList(Math.min(line + 2, tokens.size()), tokens.size()));
        Files.delete(file);
    }

    @Property
    void anyBytesAreReadAsTokensOrSkipped(@ForAll byte[] bytes) throws IOException {
        Files.write(file, bytes);
        DiskCache.Contents contents = new DiskCache(file).load();

        assertThat(contents.skipped()).isNotNegative();
        assertThat(contents.tokens())
                .allSatisfy(stored -> assertThat(stored.token()).matches("[\\w.-]+"));
        Files.delete(file);
    }

    @Provide
    Arbitrary<List<CatalogueEntry>> entries() {
        return Combinators.combine(
                        Arbitraries.of("orders", "billing"),
                        Arbitraries.of("a", "b", "c", "d"),
                        Arbitraries.longs().between(0, 5),
                        Arbitraries.of(true, false))
                .as((service, instance, number, live) -> {
                    Statement statement = Statement.of(service, instance).sequence(1, number);
                    return CatalogueEntry.of(live ? statement.live() : statement.stored(), 0, 1);
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .uniqueElements(CatalogueEntry::key);
    }

    private static int lineEnds(byte[] bytes) {
        int count = 0;
        for (byte each : bytes) {
            if (each == '\n') {
                count++;
            }
        }
        return count;
    }
}
