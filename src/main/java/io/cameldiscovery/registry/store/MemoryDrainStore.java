package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.ServiceRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps drains as long as the process lives. */
public final class MemoryDrainStore implements DrainStore {

    private final Map<ServiceRecord.Key, Drain> drains = new LinkedHashMap<>();
    private @Nullable Listener listener;
    private boolean closed;

    @Override
    public synchronized List<Drain> load() {
        return List.copyOf(drains.values());
    }

    @Override
    public synchronized CompletableFuture<Void> save(Drain drain) {
        if (closed) {
            return refused();
        }
        drains.put(drain.key(), drain);
        if (listener != null) {
            listener.drained(drain);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<Void> seen(Collection<Drain> known, Instant now) {
        if (closed) {
            return refused();
        }
        known.forEach(drain -> drains.replace(drain.key(), drain, drain.seenAt(now)));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
        if (closed) {
            return refused();
        }
        for (ServiceRecord.Key key : keys) {
            drains.remove(key);
            if (listener != null) {
                listener.undrained(key);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized void watch(Listener listener) {
        this.listener = listener;
    }

    /** From now on writes are refused. */
    public synchronized void close() {
        closed = true;
    }

    private static CompletableFuture<Void> refused() {
        return CompletableFuture.failedFuture(new StoreUnavailableException("the lease store is closed"));
    }
}
