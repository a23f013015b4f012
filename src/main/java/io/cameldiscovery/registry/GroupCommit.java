package io.cameldiscovery.registry;

import io.cameldiscovery.timing.MonotonicClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that makes all writes to a lease file. Those that wait while the disk is busy share the next transaction,
 * so that the cost of reaching the disk is shared, too. Writes take effect in the order of submission.
 */
final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MAX_BATCH = 4096;
    private static final Write LAST = new Write(table -> {}, new CompletableFuture<>());

    /** A change to the table. */
    @FunctionalInterface
    interface Change {
        void on(LeaseTable table) throws SQLException;
    }

    private record Write(Change change, CompletableFuture<Void> done) {}

    private final LeaseTable table;
    private final BlockingQueue<Write> waiting;
    private final Duration patience;
    private final MonotonicClock clock;
    private final Thread writer;
    private volatile boolean failing;
    private volatile boolean closed;
    private volatile boolean writing;
    private volatile long writingSince;

    /**
     * @param capacity how many writes may wait, 1 or more; further ones are refused at once
     * @param patience a transaction that takes longer than this means that the disk hangs: until it ends, writes are
     *     refused at once
     */
    GroupCommit(LeaseTable table, int capacity, Duration patience, MonotonicClock clock) {
        this.table = table;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        this.patience = patience;
        this.clock = clock;
        this.writer = new Thread(this::write, "discovery-lease-writer");
        writer.setDaemon(true);
        writer.start();
    }

    /** The future completes, on the writer's thread, when the change will survive a power cut. */
    CompletableFuture<Void> submit(Change change) {
        Write write = new Write(change, new CompletableFuture<>());
        if (closed) {
            refuse(List.of(write), "the lease store is closed");
        } else if (hangs()) {
            refuse(List.of(write), "the lease store does not finish what it is writing");
        } else if (!waiting.offer(write)) {
            refuse(List.of(write), "too many writes wait for the lease store");
        } else if (closed && waiting.remove(write)) {
            refuse(List.of(write), "the lease store is closed");
        }
        return write.done();
    }

    /** Whether the last transaction was written, and none hangs. */
    boolean isWorking() {
        return !failing && !hangs();
    }

    private boolean hangs() {
        long since = writingSince;
        return writing && clock.since(since).compareTo(patience) > 0;
    }

    private void write() {
        ArrayList<Write> batch = new ArrayList<>();
        boolean more = true;
        while (more) {
            try {
                batch.add(waiting.take());
            } catch (InterruptedException unexpected) {
                closed = true;
                break;
            }
            waiting.drainTo(batch, MAX_BATCH - 1);
            more = !batch.remove(LAST);
            writingSince = clock.nanos();
            writing = true;
            commit(batch);
            writing = false;
            batch.clear();
        }
        waiting.drainTo(batch);
        refuse(batch, "the lease store is closed");
    }

    private void commit(List<Write> batch) {
        try {
            table.begin();
            for (Write write : batch) {
                write.change().on(table);
            }
            table.commit();
        } catch (SQLException | RuntimeException failure) {
            reportFailure(failure);
            rollback();
            refuse(batch, "the lease store cannot write");
            return;
        }
        reportSuccess();
        batch.forEach(write -> write.done().complete(null));
    }

    private void reportFailure(Exception failure) {
        if (!failing) {
            LOG.error("The lease store cannot write, registrations are refused until it can: {}", failure.getMessage());
        }
        failing = true;
    }

    private void reportSuccess() {
        if (failing) {
            LOG.info("The lease store can write again");
        }
        failing = false;
    }

    private void rollback() {
        try {
            table.rollback();
        } catch (SQLException failure) {
            LOG.debug("There was nothing to undo: {}", failure.getMessage());
        }
    }

    private static void refuse(List<Write> batch, String why) {
        batch.forEach(write -> write.done().completeExceptionally(new StoreUnavailableException(why)));
    }

    /** Makes the writes that wait, then stops the thread. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            waiting.put(LAST);
            writer.join(Duration.ofSeconds(30).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
