package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where drains outlive the process: the part of a {@link LeaseStore} that keeps the decisions of operators, and is opened
 * and closed with it.
 *
 * <p>As with leases, a future completes when the write will survive whatever the store promises to survive, a write that
 * cannot be made completes with {@link StoreUnavailableException}, and the methods neither throw nor wait. The listener
 * hears of every change before the future of that change completes. Thread-safe.
 */
public interface DrainStore {

    /**
     * Everything kept, one entry for each instance, in no particular order.
     *
     * @throws UnusableStoreException if it cannot be read; the message says what to do
     */
    List<Drain> load();

    /** Keeps this, in place of what was kept of the same instance. */
    CompletableFuture<Void> save(Drain drain);

    /**
     * Notes when these instances were there, for those of which just this is kept; what has changed or gone meanwhile
     * stays as it is. The listener need not hear of it.
     */
    CompletableFuture<Void> seen(Collection<Drain> known, Instant now);

    /** Keeps nothing more of these instances; those of which nothing is kept are ignored. */
    CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys);

    /** Tells the listener of every change since {@link #load}, whoever made it. */
    void watch(Listener listener);

    /** Hears of the changes of each instance in their order, one at a time. */
    interface Listener {

        /** This is kept now. It may be heard twice. */
        void drained(Drain drain);

        /** Nothing is kept any more of that instance. It may be heard twice. */
        void undrained(ServiceRecord.Key key);

        /**
         * Some changes were missed.
         *
         * @param kept everything that is kept
         */
        void missed(Collection<Drain> kept);
    }
}
