package io.cameldiscovery.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.Drain;
import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.registry.store.StoreUnavailableException;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps drains in etcd, each under a key of its own that hangs on no etcd lease. Operators write them one by one, so one
 * thread makes the writes in their order. What the registry shows follows the watch; its own writes may be told before.
 */
final class EtcdDrainStore implements DrainStore, AutoCloseable {

    /** etcd takes 128 operations in a transaction. */
    private static final int MAX_OPERATIONS = 100;

    private static final int MAX_WAITING = 1_000;

    private final EtcdConnection connection;
    private final EtcdKeys keys;
    private final Supplier<List<Drain>> reading;
    private final EtcdReach reach;
    private final Duration limit;
    private final Duration patience;
    private final ThreadPoolExecutor writer;
    private @Nullable Listener listener;
    private long heard;

    /**
     * @param reading reads them all, or throws what {@link #load} throws
     * @param limit how long one answer is waited for
     * @param patience how long one write may take
     */
    EtcdDrainStore(
            EtcdConnection connection,
            EtcdKeys keys,
            Supplier<List<Drain>> reading,
            EtcdReach reach,
            Duration limit,
            Duration patience,
            ThreadFactory threads) {
        this.connection = connection;
        this.keys = keys;
        this.reading = reading;
        this.reach = reach;
        this.limit = limit;
        this.patience = patience;
        this.writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), threads);
    }

    /** What stands under the key: since and seen, in milliseconds. */
    static ByteSequence value(Drain drain) {
        return ByteSequence.from(
                drain.since().toEpochMilli() + " " + drain.seen().toEpochMilli(), UTF_8);
    }

    @Override
    public List<Drain> load() {
        return reading.get();
    }

    @Override
    public CompletableFuture<Void> save(Drain drain) {
        Op put = Op.put(keys.ofDrain(drain.key()), value(drain), PutOption.DEFAULT);
        return write(List.of(put), heard -> heard.drained(drain));
    }

    @Override
    public CompletableFuture<Void> seen(Collection<Drain> known, Instant now) {
        return bySome(known, some -> {
            List<Op> updates = some.stream().map(drain -> seen(drain, now)).toList();
            // Whether they were made, the watch tells.
            return write(updates, heard -> {});
        });
    }

    private Op seen(Drain known, Instant now) {
        ByteSequence key = keys.ofDrain(known.key());
        Cmp unchanged = new Cmp(key, Cmp.Op.EQUAL, CmpTarget.value(value(known)));
        Op put = Op.put(key, value(known.seenAt(now)), PutOption.DEFAULT);
        return Op.txn(new Cmp[] {unchanged}, new Op[] {put}, new Op[0]);
    }

    @Override
    public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
        return bySome(keys, this::removeSome);
    }

    private static <T> CompletableFuture<Void> bySome(
            Collection<T> things, Function<List<T>, CompletableFuture<Void>> write) {
        List<T> all = List.copyOf(things);
        ArrayList<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MAX_OPERATIONS) {
            writes.add(write.apply(all.subList(from, Math.min(all.size(), from + MAX_OPERATIONS))));
        }
        return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> removeSome(List<ServiceRecord.Key> some) {
        List<Op> deletes = some.stream()
                .map(key -> (Op) Op.delete(keys.ofDrain(key), DeleteOption.DEFAULT))
                .toList();
        return write(deletes, heard -> some.forEach(heard::undrained));
    }

    @Override
    public synchronized void watch(Listener listener) {
        this.listener = listener;
    }

    /** The watch has come to that revision, at which somebody wrote this. */
    synchronized void drained(Drain drain, long revision) {
        heard = Math.max(heard, revision);
        tell(told -> told.drained(drain));
    }

    /** The watch has come to that revision, at which somebody removed what was kept of the instance. */
    synchronized void undrained(ServiceRecord.Key key, long revision) {
        heard = Math.max(heard, revision);
        tell(told -> told.undrained(key));
    }

    /** The watch begins anew after that revision, at which this was everything. */
    synchronized void missed(Collection<Drain> kept, long revision) {
        heard = revision;
        tell(told -> told.missed(kept));
    }

    /** What the watch has brought already is not told again: something later may have come with it. */
    private synchronized void wrote(long revision, Consumer<Listener> news) {
        if (revision > heard) {
            tell(news);
        }
    }

    private void tell(Consumer<Listener> news) {
        if (listener != null) {
            news.accept(listener);
        }
    }

    private CompletableFuture<Void> write(List<Op> operations, Consumer<Listener> news) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            writer.execute(() -> make(operations, news, done));
        } catch (RejectedExecutionException full) {
            refuse(done, writer.isShutdown() ? "the lease store is closed" : "too many writes wait for etcd");
        }
        return done;
    }

    private void make(List<Op> operations, Consumer<Listener> news, CompletableFuture<Void> done) {
        try {
            TxnResponse answer = reach.write(() -> EtcdFailure.answer(connection.commit(operations), limit));
            wrote(answer.getHeader().getRevision(), news);
            done.complete(null);
        } catch (EtcdFailure failure) {
            refuse(done, "etcd did not confirm the write");
        } catch (RuntimeException fault) {
            done.completeExceptionally(fault);
        }
    }

    private static void refuse(CompletableFuture<Void> done, String why) {
        done.completeExceptionally(new StoreUnavailableException(why));
    }

    /** Makes the writes that wait, then stops the thread. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(patience.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
