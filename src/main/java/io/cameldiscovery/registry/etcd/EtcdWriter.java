package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.StoreUnavailableException;
import io.cameldiscovery.registry.StoredLease;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that makes the writes of some of the instances, in their order. Those that wait while etcd is busy share
 * the next transaction, one write of an instance in each.
 */
final class EtcdWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EtcdWriter.class);

    /** etcd takes 128 operations in a transaction, of which each of ours needs a few within itself, and 1.5 MiB. */
    private static final int MAX_WRITES = 100;

    private static final int MAX_OCTETS = 1 << 20;
    private static final Duration PAUSE = Duration.ofMillis(50);

    /**
     * What is wanted of one instance.
     *
     * @param lease what is to be kept, or null if nothing is
     * @param known for a removal: what is there may go if it is not of a later revision
     */
    record Write(ServiceRecord.Key key, @Nullable StoredLease lease, long known, CompletableFuture<Void> done) {

        /** About how large it is in a transaction, where the value stands twice. */
        int octets() {
            return lease == null ? 0 : 2 * EtcdValue.of(lease).size();
        }

        void refuse(String why) {
            done.completeExceptionally(new StoreUnavailableException(why));
        }
    }

    private final EtcdTransactions transactions;
    private final EtcdReach reach;
    private final Duration patience;
    private final MonotonicClock clock;
    private final BlockingQueue<Write> waiting;
    private final Thread thread;
    private volatile boolean closed;

    /** @param capacity how many writes may wait, 1 or more; further ones are refused at once */
    EtcdWriter(
            String name,
            EtcdTransactions transactions,
            EtcdReach reach,
            int capacity,
            Duration patience,
            MonotonicClock clock) {
        this.transactions = transactions;
        this.reach = reach;
        this.patience = patience;
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The write is done, on this writer's thread, when a majority of the cluster has it on disk. */
    void submit(Write write) {
        if (closed) {
            write.refuse("the lease store is closed");
        } else if (reach.isLost()) {
            write.refuse("etcd cannot be written to");
        } else if (!waiting.offer(write)) {
            write.refuse("too many writes wait for etcd");
        } else if (closed && waiting.remove(write)) {
            write.refuse("the lease store is closed");
        }
    }

    private void run() {
        @Nullable Write next = null;
        while (next != null || !closed || !waiting.isEmpty()) {
            try {
                next = next == null ? waiting.poll(100, TimeUnit.MILLISECONDS) : next;
                if (next != null) {
                    Map<ServiceRecord.Key, Write> batch = new LinkedHashMap<>();
                    next = fill(batch, next);
                    commit(batch.values());
                }
            } catch (InterruptedException unexpected) {
                closed = true;
            }
        }
        ArrayList<Write> late = new ArrayList<>();
        waiting.drainTo(late);
        late.forEach(write -> write.refuse("the lease store is closed"));
    }

    /** Takes what waits until there is no more, or no room. @return the write that did not fit, or null */
    private @Nullable Write fill(Map<ServiceRecord.Key, Write> batch, Write first) {
        int octets = 0;
        @Nullable Write next = first;
        while (next != null
                && batch.size() < MAX_WRITES
                && (batch.isEmpty() || octets + next.octets() <= MAX_OCTETS)
                && !batch.containsKey(next.key())) {
            batch.put(next.key(), next);
            octets += next.octets();
            next = waiting.poll();
        }
        return next;
    }

    private void commit(Collection<Write> batch) {
        if (reach.isLost()) {
            batch.forEach(write -> write.refuse("etcd cannot be written to"));
            return;
        }
        long since = clock.nanos();
        while (true) {
            try {
                transactions.make(batch);
                return;
            } catch (EtcdFailure failure) {
                boolean over = clock.since(since).plus(PAUSE).compareTo(patience) >= 0;
                if (!failure.mayPass() || over || !pause()) {
                    refuse(batch, failure);
                    return;
                }
            }
        }
    }

    private void refuse(Collection<Write> batch, EtcdFailure failure) {
        if (failure.isOfThisWrite()) {
            LOG.error("etcd does not take a write of {}: {}", names(batch), failure.getMessage());
        } else {
            reach.lose(String.valueOf(failure.getMessage()));
        }
        batch.forEach(write -> write.refuse("etcd did not confirm the write"));
    }

    private static String names(Collection<Write> batch) {
        ServiceRecord.Key first = batch.iterator().next().key();
        return batch.size() == 1 ? first.toString() : first + " and " + (batch.size() - 1) + " others";
    }

    private boolean pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException interrupted) {
            closed = true;
            return false;
        }
    }

    /** Makes the writes that wait, then stops the thread. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(patience.multipliedBy(2).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
