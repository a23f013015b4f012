package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.Leases;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where leases outlive the process. Lookups never ask it: {@link Leases} answers them from memory.
 *
 * <p>Writes of one instance take effect in the order in which they are made, and a write is acknowledged by its future,
 * which completes when the write will survive whatever the store promises to survive. A write that cannot be made
 * completes with {@link StoreUnavailableException}; the methods themselves neither throw nor wait. Thread-safe.
 *
 * <p>A store may be shared by several registries. Such a store tells each what the others do ({@link #watch}), keeps the
 * newest statement of an instance whoever writes it, and refuses what must not follow it with
 * {@link SupersededException}.
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

    /**
     * Keeps nothing more of these instances; those of which nothing is kept are ignored. What another registry wrote, and
     * the listener has not heard of yet, stays.
     */
    CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys);

    /** Tells the listener of every change since {@link #load}. A store that is not shared has nothing to tell. */
    default void watch(Listener listener) {}

    /** The instances that operators take out of use, kept as durably as the leases. Always the same object. */
    DrainStore drains();

    /**
     * Keeps until when leases could be renewed, by the wall clock, so that after a restart those that lapsed before are
     * told from those that nobody could renew. An earlier moment than what is kept changes nothing. A store that cannot
     * keep it has nothing to do.
     */
    default CompletableFuture<Void> saveRenewableUntil(Instant moment) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Until when leases could be renewed at any of the registries that share it, or 1970 if that is not known.
     *
     * @throws UnusableStoreException if it cannot be read; the message says what to do
     */
    default Instant renewableUntil() {
        return Instant.EPOCH;
    }

    /**
     * Whether it takes writes and tells what others wrote, as far as it knows from the last attempts. While it does not,
     * it tries again by itself or with the next write.
     */
    default boolean isInReach() {
        return true;
    }

    /** Makes the writes that are waiting, then lets go of file and threads. Later writes are refused. */
    @Override
    void close();

    /**
     * Hears of the changes in a shared store in their order, its own registry's among them, on a thread of the store.
     */
    interface Listener {

        /** This is kept now. */
        void saved(StoredLease lease);

        /** @param last what was kept until now, or null if that is not known any more */
        void removed(ServiceRecord.Key key, @Nullable StoredLease last);

        /**
         * Some changes were missed, and what is not kept any more was removed.
         *
         * @param kept everything that is kept, with what this registry wrote up to the moment of asking
         */
        void missed(Supplier<List<StoredLease>> kept);
    }
}
