package io.cameldiscovery.registry.store;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.registry.Samples.withoutContent;
import static io.cameldiscovery.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.testing.LogOf;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLeaseStoreTest extends LeaseStoreContract {

    /** Of a write-ahead log: a header and a page. */
    private static final int FRAME = 24 + 4096;

    @TempDir
    Path folder;

    @Override
    protected LeaseStore open() {
        return open("contract.db");
    }

    private SqliteLeaseStore open(String name) {
        return SqliteLeaseStore.open(folder.resolve("state").resolve(name), 10_000, Duration.ofSeconds(30));
    }

    private Path file(String name) {
        return folder.resolve("state").resolve(name);
    }

    @Test
    void givesBackAfterwardsWhatWasSavedBefore() {
        try (SqliteLeaseStore before = open("leases.db")) {
            before.save(stored("orders", "a", 1)).join();
        }
        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.load()).containsExactly(stored("orders", "a", 1));
        }
    }

    @Test
    void givesBackAfterwardsWhoWasDrainedBefore() {
        try (SqliteLeaseStore before = open("leases.db")) {
            before.drains().save(drain("orders", "a")).join();
        }
        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.drains().load()).containsExactly(drain("orders", "a"));
        }
    }

    @Test
    void takesUpAFileOfBeforeThereWereDrains() throws Exception {
        try (SqliteLeaseStore before = open("leases.db")) {
            before.save(stored("orders", "a", 1)).join();
        }
        execute("DROP TABLE drain");
        execute("DROP TABLE renewable");
        execute("ALTER TABLE lease DROP COLUMN content");
        execute("PRAGMA user_version = 1");

        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.load()).containsExactly(withoutContent(stored("orders", "a", 1)));
            after.drains().save(drain("orders", "a")).join();
        }
        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.drains().load()).containsExactly(drain("orders", "a"));
        }
    }

    @Test
    void takesUpAFileOfBeforeItWasKeptUntilWhenLeasesCouldBeRenewed() throws Exception {
        try (SqliteLeaseStore before = open("leases.db")) {
            before.save(stored("orders", "a", 1)).join();
            before.drains().save(drain("orders", "a")).join();
        }
        execute("DROP TABLE renewable");
        execute("ALTER TABLE drain DROP COLUMN seen_ms");
        execute("ALTER TABLE lease DROP COLUMN content");
        execute("PRAGMA user_version = 2");

        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.load()).containsExactly(withoutContent(stored("orders", "a", 1)));
            assertThat(after.drains().load()).singleElement().satisfies(drain -> {
                assertThat(drain.since()).isEqualTo(NOON);
                assertThat(drain.seen()).isAfter(NOON);
            });
            assertThat(after.renewableUntil()).isEqualTo(Instant.EPOCH);
            after.saveRenewableUntil(NOON).join();
        }
        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.renewableUntil()).isEqualTo(NOON);
        }
    }

    @Test
    void takesUpAFileOfBeforeItWasKeptWhatTellsContentApart() throws Exception {
        try (SqliteLeaseStore before = open("leases.db")) {
            before.save(stored("orders", "a", 1)).join();
            before.drains().save(drain("orders", "a")).join();
            before.saveRenewableUntil(NOON).join();
        }
        execute("ALTER TABLE lease DROP COLUMN content");
        execute("PRAGMA user_version = 3");

        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.load()).containsExactly(withoutContent(stored("orders", "a", 1)));
            assertThat(after.drains().load()).containsExactly(drain("orders", "a"));
            assertThat(after.renewableUntil()).isEqualTo(NOON);
            after.save(stored("orders", "a", 1)).join();
        }
        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.load()).containsExactly(stored("orders", "a", 1));
        }
    }

    @Test
    void makesTheWritesThatWaitWhenItIsClosed() {
        SqliteLeaseStore before = open("leases.db");
        var writes = IntStream.range(0, 3000)
                .mapToObj(i -> before.save(stored("orders", "i" + i, 1)))
                .toList();
        before.close();

        assertThat(writes).allSatisfy(write -> assertThat(write).isCompleted());
        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.load()).hasSize(3000);
        }
    }

    @Test
    void isReadableByItsOwnerOnly() throws IOException {
        try (SqliteLeaseStore store = open("leases.db")) {
            store.save(stored("orders", "a", 1)).join();

            assertThat(mode(folder.resolve("state"))).isEqualTo("rwx------");
            try (var files = Files.list(folder.resolve("state"))) {
                assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(mode(file))
                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void belongsToOneProcessAtATime() {
        try (SqliteLeaseStore first = open("leases.db")) {
            first.save(stored("orders", "a", 1)).join();

            assertUnusable(() -> open("leases.db"), "in use by another process", "discovery.registry.store-file");
        }
    }

    @Test
    void saysWhatToDoAboutAFileThatIsNoDatabase() throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(
                file("leases.db"), "this is no database at all, but long enough to be looked at\n".repeat(99));

        assertUnusable(() -> open("leases.db"), "is damaged", "move it and leases.db-wal away");
    }

    @Test
    void saysWhatToDoAboutADamagedFile() throws IOException {
        try (SqliteLeaseStore store = open("leases.db")) {
            saveMany(store, 2000);
        }
        overwrite(file("leases.db"), 5 * 4096, 3 * 4096);

        assertUnusable(() -> open("leases.db"), "is damaged", "restore it, or move it");
    }

    @Test
    void saysWhatToDoAboutAFileThatWasCutShort() throws IOException {
        try (SqliteLeaseStore store = open("leases.db")) {
            saveMany(store, 2000);
        }
        cut(file("leases.db"), Files.size(file("leases.db")) / 2);

        assertUnusable(() -> open("leases.db"), "is damaged", "restore it, or move it");
    }

    @Test
    void saysWhatToDoAboutAFileThatWasEmptiedBesideItsLog() throws IOException {
        Files.createDirectories(folder.resolve("state"));
        Files.createFile(file("leases.db"));
        Files.writeString(file("leases.db-wal"), "what it had not yet taken over");

        assertUnusable(() -> open("leases.db"), "is damaged", "move it and leases.db-wal away");
        assertThat(file("leases.db-wal")).as("for whoever can read it").isNotEmptyFile();
    }

    @Test
    void saysWhatToDoAboutADamagedLog() throws IOException {
        saveAndCopyLog(50);
        overwrite(file("copy.db-wal"), 32 + 5 * FRAME + 1_000, 100);

        assertUnusable(
                () -> open("copy.db"),
                "is damaged",
                "its log copy.db-wal is sound up to octet",
                "truncate -s " + (32 + 5 * FRAME) + " " + file("copy.db-wal"),
                "drains");
        cut(file("copy.db-wal"), 32 + 5 * FRAME);
        try (SqliteLeaseStore store = open("copy.db")) {
            assertThat(store.load()).contains(stored("orders", "first", 1)).hasSizeLessThan(51);
            store.save(stored("orders", "next", 1)).join();
            assertThat(store.load()).contains(stored("orders", "next", 1));
        }
    }

    @Test
    void takesUpTheLogOfARegistryThatWasStoppedInTheMiddleOfAWrite() throws IOException {
        saveAndCopyLog(50);
        cut(file("copy.db-wal"), Files.size(file("copy.db-wal")) - 3_000);

        try (SqliteLeaseStore store = open("copy.db")) {
            assertThat(store.load()).contains(stored("orders", "first", 1)).hasSize(50);
        }
    }

    /** Each write in a transaction of its own; the log is that of a sudden stop. */
    private void saveAndCopyLog(int many) throws IOException {
        try (SqliteLeaseStore store = open("leases.db")) {
            store.save(stored("orders", "first", 1)).join();
            for (int i = 0; i < many; i++) {
                store.save(stored("orders", "i" + i, 1)).join();
            }
            Files.copy(file("leases.db"), file("copy.db"));
            Files.copy(file("leases.db-wal"), file("copy.db-wal"));
        }
    }

    private static void overwrite(Path file, long from, int many) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(from);
            bytes.write("?".repeat(many).getBytes(US_ASCII));
        }
    }

    private static void cut(Path file, long length) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(length);
        }
    }

    private static void saveMany(SqliteLeaseStore store, int many) {
        var writes = IntStream.range(0, many)
                .mapToObj(i -> store.save(stored("orders", "i" + i, 1)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(writes).join();
    }

    @Test
    void takesNoWritesWhileItsFileIsElsewhereAndGoesOnWhenItIsBack() throws IOException {
        try (SqliteLeaseStore store = open("leases.db");
                LogOf log = LogOf.infoAndAbove("io.cameldiscovery.registry")) {
            store.save(stored("orders", "a", 1)).join();

            Files.move(file("leases.db"), file("elsewhere.db"));
            assertRefusedBehindTheOthers(store.save(stored("orders", "b", 1)));
            assertThat(store.isInReach()).isFalse();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR")
                    .contains("leases.db was removed or replaced", "put it back, or restart");

            Files.move(file("elsewhere.db"), file("leases.db"));
            eventually(() -> assertThat(store.isInReach()).isTrue());
            store.save(stored("orders", "c", 1)).join();
        }
        try (SqliteLeaseStore after = open("leases.db")) {
            assertThat(after.load()).containsExactlyInAnyOrder(stored("orders", "a", 1), stored("orders", "c", 1));
        }
    }

    @Test
    void takesNoWritesWhenAnotherRegistryHasPutItsFileInThePlaceOfThisOne() throws IOException {
        try (SqliteLeaseStore first = open("leases.db")) {
            first.save(stored("orders", "a", 1)).join();
            Files.delete(file("leases.db"));
            try (SqliteLeaseStore second = open("leases.db")) {
                second.save(stored("orders", "b", 1)).join();

                assertRefusedBehindTheOthers(first.save(stored("orders", "c", 1)));

                second.save(stored("orders", "d", 1)).join();
                assertThat(second.load()).containsExactlyInAnyOrder(stored("orders", "b", 1), stored("orders", "d", 1));
            }
        }
    }

    private static void assertRefusedBehindTheOthers(CompletableFuture<Void> write) {
        assertThatThrownBy(write::join).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void leavesTheDatabaseOfAnotherProgramAlone() throws Exception {
        Files.createDirectories(folder.resolve("state"));
        execute("CREATE TABLE theirs (x)");

        assertUnusable(() -> open("leases.db"), "another program", "choose another file");
    }

    @Test
    void leavesTheFileOfAnotherVersionAlone() throws Exception {
        open("leases.db").close();
        execute("PRAGMA user_version = 7");

        assertUnusable(() -> open("leases.db"), "another version", "schema 7");
    }

    @Test
    void saysWhatToDoAboutAPathThatIsAFolder() throws IOException {
        Files.createDirectories(file("leases.db"));

        assertUnusable(() -> open("leases.db"), "cannot be", "discovery.registry.store-file");
    }

    @Test
    void saysWhatToDoAboutAFolderThatCannotBeMade() throws IOException {
        Files.writeString(folder.resolve("file"), "a file where a folder should be");
        Path impossible = folder.resolve("file").resolve("leases.db");

        assertUnusable(
                () -> SqliteLeaseStore.open(impossible, 10, Duration.ofSeconds(30)),
                "cannot be made",
                "discovery.registry.store-file");
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file("leases.db"));
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static void assertUnusable(ThrowingCallable opening, String... said) {
        assertThatThrownBy(opening)
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContainingAll(said)
                .hasMessageMatching("[^\\n]*[.]db[^\\n]*");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
