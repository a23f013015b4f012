package io.cameldiscovery.registry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A log that SQLite itself has written, as a sudden stop leaves it, damaged in every way. */
class WriteAheadLogPropertyTest {

    private static final int TRANSACTIONS = 30;
    private static final int HEADER = 32;

    private static Path folder;
    private static byte[] database;
    private static byte[] log;
    /** Where in the log each transaction ends. */
    private static final List<Integer> ENDS = new ArrayList<>();

    @BeforeContainer
    static void write() throws IOException, SQLException {
        folder = Files.createTempDirectory("write-ahead-log");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file("written"));
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA locking_mode = EXCLUSIVE");
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, octets BLOB)");
            // A longer use of the log before this one leaves frames behind the end.
            insert(sql, -2 * TRANSACTIONS, 0);
            sql.execute("PRAGMA wal_checkpoint(RESTART)");
            sql.execute("DELETE FROM row WHERE number < 0");
            byte[] before = Files.readAllBytes(log("written"));
            for (int i = 0; i < TRANSACTIONS; i++) {
                insert(sql, i, i + 1);
                byte[] after = Files.readAllBytes(log("written"));
                ENDS.add(lastDifference(before, after));
                before = after;
            }
            database = Files.readAllBytes(file("written"));
            log = before;
        }
        assertThat(ENDS).isSorted().doesNotHaveDuplicates();
        assertThat(log.length).isGreaterThan(end(TRANSACTIONS - 1));
    }

    /** Of one page or some. */
    private static void insert(Statement sql, int from, int to) throws SQLException {
        for (int i = from; i < to; i++) {
            sql.execute("INSERT INTO row VALUES (" + i + ", randomblob(" + (Math.abs(i) % 4 * 4000 + 50) + "))");
        }
    }

    private static int lastDifference(byte[] before, byte[] after) {
        int i = after.length;
        while (i <= before.length && before[i - 1] == after[i - 1]) {
            i--;
        }
        return i;
    }

    @AfterContainer
    static void delete() throws IOException {
        for (String name : List.of("written", "copy")) {
            Files.deleteIfExists(file(name));
            Files.deleteIfExists(log(name));
            Files.deleteIfExists(folder.resolve(name + ".db-shm"));
        }
        Files.delete(folder);
    }

    @Example
    void isSoundAsSqliteLeavesIt() throws IOException {
        assertThat(soundUpTo(log)).isEmpty();
        assertThat(new WriteAheadLog(log("none")).soundUpTo()).isEmpty();
    }

    @Example
    void isDamagedFromTheBeginningWithoutItsHeader() throws IOException {
        byte[] damaged = log.clone();
        Arrays.fill(damaged, 0, HEADER, (byte) 0);

        assertThat(soundUpTo(damaged)).hasValue(0);
    }

    @Property
    void costsNoMoreThanTheLastThreeTransactionsUnlessItIsSaid(@ForAll Random random) throws Exception {
        byte[] damaged = log.clone();
        int at = random.nextInt(end(TRANSACTIONS - 1));
        damaged[at] ^= (byte) (1 << random.nextInt(8));

        OptionalLong sound = soundUpTo(damaged);

        if (sound.isEmpty()) {
            assertThat(rowsThatSqliteFinds()).isGreaterThanOrEqualTo(TRANSACTIONS - 3);
        } else {
            assertThat(sound.getAsLong()).isLessThanOrEqualTo(at);
            Files.write(log("copy"), Arrays.copyOf(damaged, (int) sound.getAsLong()));
            assertThat(rowsThatSqliteFinds()).isEqualTo(transactionsBefore(at));
        }
    }

    @Property
    void isSoundWhateverAPowerCutHasLeftOfTheLastTransaction(
            @ForAll @IntRange(min = 1, max = TRANSACTIONS - 1) int last, @ForAll Random random) throws IOException {
        byte[] torn = Arrays.copyOf(log, random.nextBoolean() ? end(last) : log.length);
        if (torn.length > end(last)) {
            // What stood there before this use of the log.
            Arrays.fill(torn, end(last), torn.length, (byte) 0x37);
        }
        for (int i = random.nextInt(20); i >= 0; i--) {
            int at = end(last - 1) + random.nextInt(end(last) - end(last - 1));
            Arrays.fill(torn, at, Math.min(at + random.nextInt(600), end(last)), (byte) random.nextInt(256));
        }

        assertThat(soundUpTo(torn)).isEmpty();
    }

    @Property
    void isSoundWhereverItEnds(@ForAll Random random) throws IOException {
        assertThat(soundUpTo(Arrays.copyOf(log, random.nextInt(log.length)))).isEmpty();
    }

    @Property
    void readsWhateverItHolds(@ForAll Random random) throws IOException {
        byte[] garbage = Arrays.copyOf(log, random.nextInt(log.length));
        for (int i = random.nextInt(50); i > 0 && garbage.length > 0; i--) {
            garbage[random.nextInt(Math.min(garbage.length, random.nextBoolean() ? HEADER + 24 : garbage.length))] =
                    (byte) random.nextInt(256);
        }

        assertThat(soundUpTo(garbage).orElse(0)).isBetween(0L, (long) garbage.length);
    }

    private static OptionalLong soundUpTo(byte[] octets) throws IOException {
        Files.write(log("copy"), octets);
        return new WriteAheadLog(log("copy")).soundUpTo();
    }

    private static int rowsThatSqliteFinds() throws IOException, SQLException {
        Files.write(file("copy"), database);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file("copy"));
                Statement sql = connection.createStatement()) {
            try (ResultSet check = sql.executeQuery("PRAGMA quick_check")) {
                assertThat(check.getString(1)).isEqualTo("ok");
            }
            try (ResultSet count = sql.executeQuery("SELECT count(*) FROM row WHERE number >= 0")) {
                return count.getInt(1);
            }
        }
    }

    private static int transactionsBefore(int octet) {
        return (int) ENDS.stream().filter(end -> end <= octet).count();
    }

    private static int end(int transaction) {
        return ENDS.get(transaction);
    }

    private static Path file(String name) {
        return folder.resolve(name + ".db");
    }

    private static Path log(String name) {
        return folder.resolve(name + ".db-wal");
    }
}
