package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.registry.store.SupersededException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the store is asked to write, and what of it is not confirmed. What could not be written is written again later, as
 * long as nothing newer is known: it may be shown all the same.
 */
final class LeaseWrites {

    private final LeaseStore store;
    private final LeaseCache book;
    private final BiConsumer<StoredLease, StoredLease> onSuperseded;
    private final Clock wall;
    private final ConcurrentHashMap<ServiceRecord.Key, StoredLease> unconfirmed = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ServiceRecord.Key, StoredLease> unsaved = new ConcurrentHashMap<>();
    private final Set<ServiceRecord.Key> unremoved = ConcurrentHashMap.newKeySet();

    /** @param onSuperseded hears what was to be written, and what another registry has written instead */
    LeaseWrites(LeaseStore store, LeaseCache book, BiConsumer<StoredLease, StoredLease> onSuperseded, Clock wall) {
        this.store = store;
        this.book = book;
        this.onSuperseded = onSuperseded;
        this.wall = wall;
    }

    /** Writes a lease. What is refused at once must not be shown, and is not written again. */
    CompletableFuture<Void> save(Lease lease, long now) {
        return save(new StoredLease(
                lease.key(),
                lease.version(),
                lease.token(),
                lease.term(),
                wall.instant().plus(lease.remaining(now)),
                false));
    }

    /** Writes a lease or a goodbye. What is refused at once must not be shown, and is not written again. */
    CompletableFuture<Void> save(StoredLease lease) {
        CompletableFuture<Void> durable = store.save(lease);
        if (!durable.isCompletedExceptionally()) {
            unsaved.remove(lease.key());
        }
        if (durable.isDone()) {
            return durable;
        }
        unconfirmed.put(lease.key(), lease);
        return durable.whenComplete((saved, failure) -> confirm(lease, failure));
    }

    private void confirm(StoredLease lease, @Nullable Throwable failure) {
        // A later write of this instance has its own end.
        boolean last = unconfirmed.remove(lease.key(), lease);
        if (failure instanceof SupersededException superseded) {
            onSuperseded.accept(lease, superseded.known());
        } else if (failure != null && last) {
            unsaved.put(lease.key(), lease);
        }
    }

    /** Whether it is not known yet that the store has what is known here. */
    boolean isOpen(ServiceRecord.Key key) {
        return unconfirmed.containsKey(key) || unsaved.containsKey(key);
    }

    /** Lets the store keep nothing more of these instances; if it cannot now, then later. */
    void remove(Collection<ServiceRecord.Key> keys) {
        if (keys.isEmpty()) {
            return;
        }
        var unused = store.remove(keys).whenComplete((removed, failure) -> {
            if (failure != null) {
                unremoved.addAll(keys);
            }
        });
    }

    /** The store is to keep something of this instance after all. */
    void keep(ServiceRecord.Key key) {
        unremoved.remove(key);
    }

    /** Writes again what could not be written, and removes these instances and those that could not be removed before. */
    void again(Collection<ServiceRecord.Key> gone) {
        HashSet<ServiceRecord.Key> all = new HashSet<>(unremoved);
        unremoved.removeAll(all);
        all.addAll(gone);
        all.removeIf(key -> book.find(key) != null);
        remove(all);
        saveAgain();
    }

    private void saveAgain() {
        boolean taken = true;
        for (StoredLease lease : unsaved.values()) {
            boolean wanted = !unconfirmed.containsKey(lease.key()) && book.isLatest(lease);
            if (!wanted) {
                unsaved.remove(lease.key(), lease);
            } else if (taken) {
                // One that is refused stays, and so do the others: they would be refused as well.
                taken = !save(lease).isCompletedExceptionally();
            }
        }
    }
}
