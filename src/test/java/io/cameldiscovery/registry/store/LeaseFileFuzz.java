package io.cameldiscovery.registry.store;

import static io.cameldiscovery.registry.Samples.stored;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.Fuzzed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;

/**
 * A lease file: its octets ({@code f}), the octets of its log ({@code w}), a sound one in which some octets are others
 * ({@code p}, then places of two octets with the octets that go there), or a sound one with other values in a row
 * ({@code r}, then the values, each a line). It is read, or refused with what to do.
 */
public final class LeaseFileFuzz {

    private static final Path FOLDER = folder();
    private static final Path FILE = FOLDER.resolve("leases.db");
    private static final Path LOG = FOLDER.resolve("leases.db-wal");
    private static final int COLUMNS = 11;
    private static final byte[] SOUND = sound();

    private LeaseFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        Files.deleteIfExists(LOG);
        Files.deleteIfExists(FOLDER.resolve("leases.db-shm"));
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        switch (input[0]) {
            case 'f' -> Files.write(FILE, rest);
            case 'w' -> {
                Files.write(FILE, SOUND);
                Files.write(LOG, rest);
            }
            case 'r' -> {
                Files.write(FILE, SOUND);
                writeRow(new String(rest, ISO_8859_1).split("\n", -1));
            }
            default -> Files.write(FILE, patched(rest));
        }
        open();
    }

    private static void open() {
        try (SqliteLeaseStore store = SqliteLeaseStore.open(FILE, 10, Duration.ofSeconds(5))) {
            for (StoredLease lease : store.load()) {
                assertThat(lease.token()).isNotNull();
                assertThat(lease.version().keyId()).isNotNull();
                assertThat(lease.version()).isNotNull();
            }
            store.drains().load();
            assertThat(store.renewableUntil()).isNotNull();
            store.save(stored("orders", "a", 9)).join();
        } catch (UnusableStoreException refused) {
            Fuzzed.assertSaysWhy(refused.getMessage().replace(FOLDER.toString(), ""));
        } catch (CompletionException unwritten) {
            assertThat(unwritten.getCause()).isInstanceOf(StoreUnavailableException.class);
        }
    }

    private static byte[] patched(byte[] patches) {
        byte[] file = SOUND.clone();
        ByteBuffer rest = ByteBuffer.wrap(patches);
        while (rest.remaining() > 2) {
            file[Short.toUnsignedInt(rest.getShort()) % file.length] = rest.get();
        }
        return file;
    }

    private static void writeRow(String[] values) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + FILE)) {
            try (PreparedStatement row = connection.prepareStatement(
                    "INSERT OR REPLACE INTO lease VALUES (?" + ",?".repeat(COLUMNS - 1) + ")")) {
                for (int i = 0; i < COLUMNS; i++) {
                    row.setString(i + 1, i < values.length ? values[i] : "");
                }
                row.executeUpdate();
            }
        }
    }

    private static byte[] sound() {
        try (SqliteLeaseStore store = SqliteLeaseStore.open(FILE, 10, Duration.ofSeconds(5))) {
            store.save(stored("orders", "a", 1)).join();
            store.save(stored("payments", "b", 2)).join();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + FILE);
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA journal_mode = DELETE");
        } catch (SQLException unexpected) {
            throw new AssertionError(unexpected);
        }
        try {
            return Files.readAllBytes(FILE);
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("leases");
            for (String name : new String[] {"", "leases.db", "leases.db-wal", "leases.db-shm"}) {
                folder.resolve(name).toFile().deleteOnExit();
            }
            return folder;
        } catch (IOException noDisk) {
            throw new AssertionError(noDisk);
        }
    }
}
