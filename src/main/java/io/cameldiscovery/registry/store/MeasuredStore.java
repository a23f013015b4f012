package io.cameldiscovery.registry.store;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Counts what a store does, and tells how long its writes take. Changes nothing. Thread-safe. */
public final class MeasuredStore implements LeaseStore {

    private final LeaseStore store;
    private final MonotonicClock clock;
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile LongConsumer written = nanos -> {};

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

    /** Writes that are under way or wait for others. */
    public long waiting() {
        return Math.max(0, begun.sum() - ended.sum());
    }

    /** Writes that could not be made. */
    public long failed() {
        return failed.sum();
    }

    /**
     * Tells of every write that will survive what the store promises to survive, or that something newer had overtaken.
     *
     * @param nanos how long it took from its beginning, in nanoseconds; on the thread that made it, so it must not wait
     */
    public void onWritten(LongConsumer nanos) {
        written = nanos;
    }

    private CompletableFuture<Void> measured(CompletableFuture<Void> write) {
        begun.increment();
        long since = clock.nanos();
        var unused = write.whenComplete((done, failure) -> ended(since, failure));
        // The very same future: whether it is complete already says something to those who asked.
        return write;
    }

    private void ended(long since, @Nullable Throwable failure) {
        ended.increment();
        if (failure == null || isOvertaken(failure)) {
            written.accept(clock.nanos() - since);
        } else {
            failed.increment();
        }
    }

    private static boolean isOvertaken(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof SupersededException;
    }
}
