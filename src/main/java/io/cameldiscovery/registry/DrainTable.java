package io.cameldiscovery.registry;

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
final class DrainTable {

    static final String CREATE = """
            CREATE TABLE drain (
              service TEXT NOT NULL, instance TEXT NOT NULL, since_ms INTEGER NOT NULL,
              PRIMARY KEY (service, instance)) WITHOUT ROWID""";
    private static final String READ = "SELECT service, instance, since_ms FROM drain";
    private static final String SAVE = "INSERT OR REPLACE INTO drain VALUES (?,?,?)";
    private static final String REMOVE = "DELETE FROM drain WHERE service = ? AND instance = ?";

    private final Connection connection;
    private final PreparedStatement save;
    private final PreparedStatement remove;

    DrainTable(Connection connection) throws SQLException {
        this.connection = connection;
        this.save = connection.prepareStatement(SAVE);
        this.remove = connection.prepareStatement(REMOVE);
    }

    List<Drain> readAll() throws SQLException {
        ArrayList<Drain> drains = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(READ)) {
            while (row.next()) {
                drains.add(new Drain(
                        new ServiceRecord.Key(new ServiceName(row.getString(1)), new InstanceId(row.getString(2))),
                        Instant.ofEpochMilli(row.getLong(3))));
            }
        }
        return drains;
    }

    void save(Drain drain) throws SQLException {
        save.setString(1, drain.key().service().value());
        save.setString(2, drain.key().instance().value());
        save.setLong(3, drain.since().toEpochMilli());
        save.executeUpdate();
    }

    void remove(ServiceRecord.Key key) throws SQLException {
        remove.setString(1, key.service().value());
        remove.setString(2, key.instance().value());
        remove.executeUpdate();
    }
}
