package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table of drains in a lease file, and the SQL that reads and writes it. Not thread-safe. */
final class DrainSql {

    static final String CREATE = """
            CREATE TABLE drain (
              service TEXT NOT NULL, instance TEXT NOT NULL, since_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL,
              PRIMARY KEY (service, instance)) WITHOUT ROWID""";
    /** For a file of before it was noted when instances were there: they are taken to be there. */
    static final String ADD_SEEN = "ALTER TABLE drain ADD COLUMN seen_ms INTEGER NOT NULL DEFAULT 0";

    static final String ALL_SEEN = "UPDATE drain SET seen_ms = CAST(strftime('%s', 'now') AS INTEGER) * 1000";
    private static final String READ = "SELECT service, instance, since_ms, seen_ms FROM drain";
    private static final String SAVE = "INSERT OR REPLACE INTO drain VALUES (?,?,?,?)";
    private static final String SEEN =
            "UPDATE drain SET seen_ms = ? WHERE service = ? AND instance = ? AND since_ms = ? AND seen_ms = ?";
    private static final String REMOVE = "DELETE FROM drain WHERE service = ? AND instance = ?";

    private final Connection connection;
    private final PreparedStatement save;
    private final PreparedStatement seen;
    private final PreparedStatement remove;

    DrainSql(Connection connection) throws SQLException {
        this.connection = connection;
        this.save = connection.prepareStatement(SAVE);
        this.seen = connection.prepareStatement(SEEN);
        this.remove = connection.prepareStatement(REMOVE);
    }

    List<Drain> readAll() throws SQLException {
        ArrayList<Drain> drains = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(READ)) {
            while (row.next()) {
                drains.add(new Drain(
                        new ServiceRecord.Key(new ServiceName(row.getString(1)), new InstanceId(row.getString(2))),
                        Instant.ofEpochMilli(row.getLong(3)),
                        Instant.ofEpochMilli(row.getLong(4))));
            }
        }
        return drains;
    }

    void save(Drain drain) throws SQLException {
        save.setString(1, drain.key().service().value());
        save.setString(2, drain.key().instance().value());
        save.setLong(3, drain.since().toEpochMilli());
        save.setLong(4, drain.seen().toEpochMilli());
        save.executeUpdate();
    }

    void seen(Drain known, Instant now) throws SQLException {
        seen.setLong(1, now.toEpochMilli());
        seen.setString(2, known.key().service().value());
        seen.setString(3, known.key().instance().value());
        seen.setLong(4, known.since().toEpochMilli());
        seen.setLong(5, known.seen().toEpochMilli());
        seen.executeUpdate();
    }

    void remove(ServiceRecord.Key key) throws SQLException {
        remove.setString(1, key.service().value());
        remove.setString(2, key.instance().value());
        remove.executeUpdate();
    }
}
