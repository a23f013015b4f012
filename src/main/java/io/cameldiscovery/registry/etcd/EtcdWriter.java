package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.StoreUnavailableException;
import io.cameldiscovery.registry.store.StoredLease;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that makes the writes of some of the instances, in their order. Those that wait while etcd is busy share
 * the next transaction.
 */
final class EtcdWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EtcdWriter.class);

    /**
     * What is wanted of one instance.
     *
     * @param lease what is to be kept, or null if nothing is
     * @param known for a removal: what is there may go if it is not of a later revision
     */
    record Write(ServiceRecord.Key key, @Nullable StoredLease lease, long known, CompletableFuture<Void> done) {

        boolean isRemoval() {
            return lease == null;
        }

        /** About how large it is in a transaction. */
        int octets() {
            return lease == null ? 0 : EtcdValue.of(lease).size();
        }

        void refuse(String why) {
            done.completeExceptionally(new StoreUnavailableException(why));
        }
    }

    private final EtcdTransactions transactions;
    private final EtcdReach reach;
    private final Duration patience;
    private final WaitingWrites waiting;
    private final Thread thread;

    /**
     * @param capacity how many writes may wait, 1 or more; further ones are refused at once
     * @param patience how long one of them may take
     */
    EtcdWriter(String name, EtcdTransactions transactions, EtcdReach reach, int capacity, Duration patience) {
        this.transactions = transactions;
        this.reach = reach;
        this.patience = patience;
        this.waiting = new WaitingWrites(capacity);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The write is done, on this writer's thread, when a majority of the cluster has it on disk. */
    void submit(Write write) {
        if (reach.isInReach()) {
            waiting.add(write);
        } else {
            write.refuse("etcd cannot be written to");
        }
    }

    private void run() {
        try {
            for (Collection<Write> batch = waiting.next(); !batch.isEmpty(); batch = waiting.next()) {
                commit(batch);
            }
        } catch (InterruptedException unexpected) {
            waiting.close();
        }
    }

    private void commit(Collection<Write> batch) {
        try {
            reach.write(() -> {
                transactions.make(batch);
                return batch;
            });
        } catch (EtcdFailure failure) {
            if (failure.isOfThisWrite()) {
                LOG.error("etcd does not take a write of {}: {}", names(batch), failure.getMessage());
            }
            batch.forEach(write -> write.refuse("etcd did not confirm the write"));
        } catch (Throwable fault) {
            // Errors, too: without this thread nothing would be written any more, and nobody would be told.
            LOG.error("A write to etcd failed", fault);
            batch.forEach(write -> write.refuse("the write failed"));
        }
    }

    private static String names(Collection<Write> batch) {
        ServiceRecord.Key first = batch.iterator().next().key();
        return batch.size() == 1 ? first.toString() : first + " and " + (batch.size() - 1) + " others";
    }

    /** Makes the writes that wait, then stops the thread. */
    @Override
    public void close() {
        waiting.close();
        try {
            thread.join(patience.multipliedBy(2).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
