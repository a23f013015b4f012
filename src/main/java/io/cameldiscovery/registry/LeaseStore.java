package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceRecord;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where leases outlive the process. Lookups never ask it: {@link Leases} answers them from memory.
 *
 * <p>Writes take effect in the order in which they are made, and a write is acknowledged by its future, which completes
 * when the write will survive whatever the store promises to survive. A write that cannot be made completes with
 * {@link StoreUnavailableException}; the methods themselves neither throw nor wait. Thread-safe.
 */
public interface LeaseStore extends AutoCloseable {

    /**
     * Everything kept, one entry for each instance, in no particular order.
     *
     * @throws UnusableStoreException if it cannot be read; the message says what to do
     */
    List<StoredLease> load();

    /** Keeps this, in place of what was kept of the same instance. */
    CompletableFuture<Void> save(StoredLease lease);

    /** Keeps nothing more of these instances; those of which nothing is kept are ignored. */
    CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys);

    /** Makes the writes that are waiting, then lets go of file and threads. Later writes are refused. */
    @Override
    void close();
}
