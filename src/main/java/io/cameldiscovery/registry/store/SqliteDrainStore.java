package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.ServiceRecord;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps drains in the lease file, in the transactions that write leases. */
final class SqliteDrainStore implements DrainStore {

    private final LeaseFile file;
    private final GroupCommit writes;
    private volatile @Nullable Listener listener;

    SqliteDrainStore(LeaseFile file, GroupCommit writes) {
        this.file = file;
        this.writes = writes;
    }

    @Override
    public List<Drain> load() {
        return file.read(writes, table -> table.drains().readAll());
    }

    @Override
    public synchronized CompletableFuture<Void> save(Drain drain) {
        return write(table -> table.drains().save(drain), heard -> heard.drained(drain));
    }

    @Override
    public CompletableFuture<Void> seen(Collection<Drain> known, Instant now) {
        List<Drain> all = List.copyOf(known);
        return writes.submit(table -> {
            for (Drain drain : all) {
                table.drains().seen(drain, now);
            }
        });
    }

    @Override
    public synchronized CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
        List<ServiceRecord.Key> all = List.copyOf(keys);
        return write(table -> removeAll(table, all), heard -> all.forEach(heard::undrained));
    }

    private static void removeAll(LeaseSql table, List<ServiceRecord.Key> keys) throws SQLException {
        for (ServiceRecord.Key key : keys) {
            table.drains().remove(key);
        }
    }

    /** One at a time up to here, so that the listener hears of two writes in the order in which they are made. */
    private CompletableFuture<Void> write(GroupCommit.Change change, java.util.function.Consumer<Listener> told) {
        return writes.submit(change).thenRun(() -> {
            Listener heard = listener;
            if (heard != null) {
                told.accept(heard);
            }
        });
    }

    @Override
    public void watch(Listener listener) {
        this.listener = listener;
    }
}
