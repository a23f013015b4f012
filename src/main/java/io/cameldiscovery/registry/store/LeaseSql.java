package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The table of leases in a lease file beside that of {@link DrainSql}, and until when they could be renewed, and the SQL
 * that reads and writes them. Not thread-safe.
 */
final class LeaseSql implements AutoCloseable {

    /** Marks the file as ours ({@code PRAGMA application_id}): "CDLS". */
    private static final int APPLICATION = 0x43444C53;

    private static final int SCHEMA = 4;

    /** Had no drains yet; is brought to the newest when it is opened, and so are the next. */
    private static final int WITHOUT_DRAINS = 1;

    private static final int WITHOUT_RENEWABLE = 2;
    private static final int WITHOUT_CONTENT = 3;

    private static final String CREATE = """
            CREATE TABLE lease (
              service TEXT NOT NULL, instance TEXT NOT NULL,
              epoch INTEGER NOT NULL, number INTEGER NOT NULL, issued INTEGER NOT NULL,
              token TEXT NOT NULL, key_id TEXT NOT NULL,
              term_ms INTEGER NOT NULL, ends_ms INTEGER NOT NULL, withdrawn INTEGER NOT NULL,
              content INTEGER NOT NULL,
              PRIMARY KEY (service, instance)) WITHOUT ROWID""";
    private static final String ADD_CONTENT =
            "ALTER TABLE lease ADD COLUMN content INTEGER NOT NULL DEFAULT " + Version.UNKNOWN;
    private static final String CREATE_RENEWABLE =
            "CREATE TABLE renewable (id INTEGER PRIMARY KEY CHECK (id = 0), until_ms INTEGER NOT NULL)";
    private static final String SAVE_RENEWABLE = """
            INSERT INTO renewable VALUES (0, ?)
            ON CONFLICT (id) DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)""";
    private static final String READ = """
            SELECT service, instance, epoch, number, issued, token, key_id, term_ms, ends_ms, withdrawn, content
            FROM lease""";
    private static final String SAVE = "INSERT OR REPLACE INTO lease VALUES (?,?,?,?,?,?,?,?,?,?,?)";
    private static final String REMOVE = "DELETE FROM lease WHERE service = ? AND instance = ?";

    private final Path file;
    private final @Nullable Object identity;
    private final Connection connection;
    private final Statement transaction;
    private final PreparedStatement save;
    private final PreparedStatement remove;
    private final PreparedStatement saveRenewable;
    private final DrainSql drains;

    private LeaseSql(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.identity = identity();
        this.connection = connection;
        this.transaction = connection.createStatement();
        this.save = connection.prepareStatement(SAVE);
        this.remove = connection.prepareStatement(REMOVE);
        this.saveRenewable = connection.prepareStatement(SAVE_RENEWABLE);
        this.drains = new DrainSql(connection);
    }

    /** Opens the file for this process alone, and makes the table in a new one. */
    static LeaseSql open(Path file) throws SQLException {
        Connection connection = connect(file);
        try {
            prepare(connection);
            return new LeaseSql(file, connection);
        } catch (SQLException | RuntimeException unusable) {
            connection.close();
            throw unusable;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        // Else the driver asks for the key of each row that it has written, by a statement that it prepares each time.
        config.setGetGeneratedKeys(false);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private static void prepare(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA busy_timeout = 1000");
            // Exclusive before the first access: two registries on one file would overwrite each other's leases.
            sql.execute("PRAGMA locking_mode = EXCLUSIVE");
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
            sql.execute("BEGIN IMMEDIATE");
            int schema = number(sql, "PRAGMA user_version");
            if (schema == 0 && number(sql, "SELECT count(*) FROM sqlite_master") == 0) {
                sql.execute(CREATE);
                sql.execute(DrainSql.CREATE);
                sql.execute(CREATE_RENEWABLE);
                sql.execute("PRAGMA application_id = " + APPLICATION);
                sql.execute("PRAGMA user_version = " + SCHEMA);
            } else if (number(sql, "PRAGMA application_id") != APPLICATION) {
                throw new ForeignFileException("is a database of another program: choose another file");
            } else if (schema >= WITHOUT_DRAINS && schema < SCHEMA) {
                bringUp(sql, schema);
            } else if (schema != SCHEMA) {
                throw new ForeignFileException("was written by another version of camel-discovery (schema " + schema
                        + ", this one reads " + SCHEMA + "): use that version, or choose another file");
            }
            sql.execute("COMMIT");
            check(sql);
        }
    }

    private static void bringUp(Statement sql, int schema) throws SQLException {
        if (schema == WITHOUT_DRAINS) {
            sql.execute(DrainSql.CREATE);
        } else if (schema == WITHOUT_RENEWABLE) {
            sql.execute(DrainSql.ADD_SEEN);
            sql.execute(DrainSql.ALL_SEEN);
        }
        if (schema < WITHOUT_CONTENT) {
            sql.execute(CREATE_RENEWABLE);
        }
        sql.execute(ADD_CONTENT);
        sql.execute("PRAGMA user_version = " + SCHEMA);
    }

    private static void check(Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("PRAGMA quick_check(1)")) {
            if (!row.next() || !"ok".equals(row.getString(1))) {
                throw new SQLiteException("quick_check found damage", SQLiteErrorCode.SQLITE_CORRUPT);
            }
        }
    }

    List<StoredLease> readAll() throws SQLException {
        ArrayList<StoredLease> leases = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(READ)) {
            StoredLease before = null;
            while (rows.next()) {
                before = read(rows, before);
                leases.add(before);
            }
        }
        return leases;
    }

    /** @param before the row before: what it has in common with this one is kept once, since there may be millions */
    private static StoredLease read(ResultSet row, @Nullable StoredLease before) throws SQLException {
        String service = row.getString(1);
        String keyId = row.getString(7);
        long term = row.getLong(8);
        ServiceName name = before != null && before.key().service().value().equals(service)
                ? before.key().service()
                : new ServiceName(service);
        return new StoredLease(
                new ServiceRecord.Key(name, new InstanceId(row.getString(2))),
                new Version(
                        new Sequence(row.getLong(3), row.getLong(4)),
                        Instant.ofEpochSecond(row.getLong(5)),
                        before != null && before.version().keyId().equals(keyId)
                                ? before.version().keyId()
                                : keyId,
                        row.getLong(11)),
                row.getString(6),
                before != null && before.term().toMillis() == term ? before.term() : Duration.ofMillis(term),
                Instant.ofEpochMilli(row.getLong(9)),
                row.getBoolean(10));
    }

    void save(StoredLease lease) throws SQLException {
        Version version = lease.version();
        save.setString(1, lease.key().service().value());
        save.setString(2, lease.key().instance().value());
        save.setLong(3, version.sequence().epoch());
        save.setLong(4, version.sequence().number());
        save.setLong(5, version.issued().getEpochSecond());
        save.setString(6, lease.token());
        save.setString(7, version.keyId());
        save.setLong(8, lease.term().toMillis());
        save.setLong(9, lease.ends().toEpochMilli());
        save.setBoolean(10, lease.withdrawn());
        save.setLong(11, version.content());
        save.executeUpdate();
    }

    void remove(ServiceRecord.Key key) throws SQLException {
        remove.setString(1, key.service().value());
        remove.setString(2, key.instance().value());
        remove.executeUpdate();
    }

    void saveRenewableUntil(Instant moment) throws SQLException {
        saveRenewable.setLong(1, moment.toEpochMilli());
        saveRenewable.executeUpdate();
    }

    Instant renewableUntil() throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT until_ms FROM renewable")) {
            return row.next() ? Instant.ofEpochMilli(row.getLong(1)) : Instant.EPOCH;
        }
    }

    DrainSql drains() {
        return drains;
    }

    /** A write that changes nothing, to see whether that is possible. */
    void touch() throws SQLException {
        transaction.execute("PRAGMA user_version = " + SCHEMA);
    }

    /**
     * SQLite would go on in a file that nobody finds any more.
     *
     * @throws SQLException if the file is not where it was when it was opened
     */
    void requireInPlace() throws SQLException {
        if (!Objects.equals(identity, identity())) {
            throw gone(null);
        }
    }

    private @Nullable Object identity() throws SQLException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException absent) {
            throw gone(absent);
        }
    }

    private SQLException gone(@Nullable IOException why) {
        return new SQLException(
                file + " was removed or replaced while this registry runs: put it back, or restart the registry", why);
    }

    void begin() throws SQLException {
        transaction.execute("BEGIN");
    }

    void commit() throws SQLException {
        transaction.execute("COMMIT");
    }

    void rollback() throws SQLException {
        transaction.execute("ROLLBACK");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static int number(Statement sql, String query) throws SQLException {
        try (ResultSet row = sql.executeQuery(query)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /** A sound database that is not ours to use. The message completes a sentence that begins with the file. */
    static final class ForeignFileException extends SQLException {
        ForeignFileException(String message) {
            super(message);
        }
    }
}
