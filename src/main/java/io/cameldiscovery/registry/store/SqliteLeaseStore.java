package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.MonotonicClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps leases in an SQLite file. An acknowledged write survives the end of the process, however sudden, and a power
 * cut as far as the disk keeps what it has confirmed: write-ahead log with {@code synchronous=FULL}
 * (sqlite.org/pragma.html). The file belongs to one process at a time, and only its owner may read it.
 */
public final class SqliteLeaseStore implements LeaseStore {

    private final LeaseFile file;
    private final GroupCommit writes;
    private final SqliteDrainStore drains;

    private SqliteLeaseStore(LeaseFile file, GroupCommit writes) {
        this.file = file;
        this.writes = writes;
        this.drains = new SqliteDrainStore(file, writes);
    }

    /**
     * Opens the file, or makes it, with its folder.
     *
     * @param maxWaiting how many writes may wait for the disk, 1 or more; further ones are refused at once
     * @param patience a write that takes longer than this means that the disk hangs: until it ends, others are refused
     *     at once
     * @throws UnusableStoreException if the file is damaged, in use, not ours or not writable
     */
    public static SqliteLeaseStore open(Path path, int maxWaiting, Duration patience) {
        LeaseFile file = new LeaseFile(path.toAbsolutePath().normalize());
        return new SqliteLeaseStore(file, new GroupCommit(file.open(), maxWaiting, patience, MonotonicClock.system()));
    }

    @Override
    public List<StoredLease> load() {
        return file.read(writes, LeaseSql::readAll);
    }

    @Override
    public DrainStore drains() {
        return drains;
    }

    @Override
    public CompletableFuture<Void> save(StoredLease lease) {
        return writes.submit(table -> table.save(lease));
    }

    @Override
    public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
        List<ServiceRecord.Key> all = List.copyOf(keys);
        return writes.submit(table -> {
            for (ServiceRecord.Key key : all) {
                table.remove(key);
            }
        });
    }

    @Override
    public CompletableFuture<Void> saveRenewableUntil(Instant moment) {
        return writes.submit(table -> table.saveRenewableUntil(moment));
    }

    @Override
    public Instant renewableUntil() {
        return file.read(writes, LeaseSql::renewableUntil);
    }

    @Override
    public boolean isInReach() {
        return writes.isInReach();
    }

    @Override
    public void close() {
        writes.close();
    }
}
