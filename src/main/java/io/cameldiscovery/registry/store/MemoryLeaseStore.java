package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps leases as long as the process lives: for tests, and where every server may register again after a restart. */
public final class MemoryLeaseStore implements LeaseStore {

    private final ConcurrentHashMap<ServiceRecord.Key, StoredLease> leases = new ConcurrentHashMap<>();
    private final AtomicLong renewableUntil = new AtomicLong();
    private final MemoryDrainStore drains = new MemoryDrainStore();
    private volatile boolean closed;

    @Override
    public List<StoredLease> load() {
        return List.copyOf(leases.values());
    }

    @Override
    public CompletableFuture<Void> save(StoredLease lease) {
        return write(() -> leases.put(lease.key(), lease));
    }

    @Override
    public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
        return write(() -> keys.forEach(leases::remove));
    }

    @Override
    public CompletableFuture<Void> saveRenewableUntil(Instant moment) {
        return write(() -> renewableUntil.accumulateAndGet(moment.toEpochMilli(), Math::max));
    }

    @Override
    public Instant renewableUntil() {
        return Instant.ofEpochMilli(renewableUntil.get());
    }

    @Override
    public DrainStore drains() {
        return drains;
    }

    @Override
    public void close() {
        closed = true;
        drains.close();
    }

    private CompletableFuture<Void> write(Runnable change) {
        if (closed) {
            return CompletableFuture.failedFuture(new StoreUnavailableException("the lease store is closed"));
        }
        change.run();
        return CompletableFuture.completedFuture(null);
    }
}
