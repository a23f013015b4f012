package io.cameldiscovery.registry;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a store does, and for how long, and knows whether it can write. Changes nothing. Thread-safe. */
public final class MeasuredStore implements LeaseStore {

    private final LeaseStore store;
    private final MonotonicClock clock;
    private final LongAdder begun = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private volatile boolean writable = true;

    public MeasuredStore(LeaseStore store, MonotonicClock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public List<StoredLease> load() {
        return store.load();
    }

    @Override
    public CompletableFuture<Void> save(StoredLease lease) {
        return measured(store.save(lease));
    }

    @Override
    public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
        return measured(store.remove(keys));
    }

    @Override
    public void watch(Listener listener) {
        store.watch(listener);
    }

    @Override
    public CompletableFuture<Void> saveRenewableUntil(Instant moment) {
        return store.saveRenewableUntil(moment);
    }

    @Override
    public Instant renewableUntil() {
        return store.renewableUntil();
    }

    @Override
    public boolean isInReach() {
        return store.isInReach();
    }

    @Override
    public DrainStore drains() {
        return store.drains();
    }

    @Override
    public void close() {
        store.close();
    }

    /** Whether the last write that ended was made, or only came too late; true before there was any. */
    public boolean isWritable() {
        return writable;
    }

    /** Writes that are under way or wait for others. */
    public long waiting() {
        return Math.max(0, begun.sum() - written.sum() - failed.sum());
    }

    /** Writes that will survive what the store promises to survive, and those that something newer had overtaken. */
    public long written() {
        return written.sum();
    }

    /** Writes that could not be made. */
    public long failed() {
        return failed.sum();
    }

    /** The time that those took that were made, each from its beginning, in nanoseconds. */
    public long nanos() {
        return nanos.sum();
    }

    private CompletableFuture<Void> measured(CompletableFuture<Void> write) {
        begun.increment();
        long since = clock.nanos();
        var unused = write.whenComplete((done, failure) -> ended(since, failure));
        // The very same future: whether it is complete already says something to those who asked.
        return write;
    }

    private void ended(long since, @Nullable Throwable failure) {
        if (failure == null || isOvertaken(failure)) {
            nanos.add(clock.nanos() - since);
            written.increment();
            writable = true;
        } else {
            failed.increment();
            writable = false;
        }
    }

    private static boolean isOvertaken(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof SupersededException;
    }
}
