package io.cameldiscovery.registry.store;

import io.cameldiscovery.timing.MonotonicClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that makes all writes to a lease file. Those that wait while the disk is busy share the next transaction,
 * so that the cost of reaching the disk is shared, too. Writes take effect in the order of submission. After one that
 * failed it tries again by itself, even if nobody else does.
 */
final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MAX_BATCH = 4096;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long IDLE = Long.MIN_VALUE;
    private static final Write LAST = new Write(table -> {}, new CompletableFuture<>());

    /** A change to the table. */
    @FunctionalInterface
    interface Change {
        void on(LeaseSql table) throws SQLException;
    }

    private record Write(Change change, CompletableFuture<Void> done) {}

    private final LeaseSql table;
    private final BlockingQueue<Write> waiting;
    private final Duration patience;
    private final MonotonicClock clock;
    private final Thread writer;
    private volatile boolean failing;
    private volatile boolean closed;
    /** Since when a transaction is under way, or {@link #IDLE}. */
    private volatile long writingSince = IDLE;

    /**
     * @param table is closed with this
     * @param capacity how many writes may wait, 1 or more; further ones are refused at once
     * @param patience a transaction that takes longer than this means that the disk hangs: until it ends, writes are
     *     refused at once
     */
    GroupCommit(LeaseSql table, int capacity, Duration patience, MonotonicClock clock) {
        this.table = table;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        this.patience = patience;
        this.clock = clock;
        this.writer = new Thread(this::run, "discovery-lease-writer");
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
    boolean isInReach() {
        return !failing && !hangs();
    }

    private boolean hangs() {
        long since = writingSince;
        return since != IDLE && clock.since(since).compareTo(patience) > 0;
    }

    private void run() {
        ArrayList<Write> batch = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = take(batch);
            if (failing || !batch.isEmpty()) {
                commit(batch);
            }
            batch.clear();
        }
        refuseWaiting();
        closeTable();
    }

    /** Waits for writes; while they fail, not for long. @return whether more may come */
    private boolean take(List<Write> batch) {
        try {
            Write first = failing ? waiting.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS) : waiting.take();
            if (first != null) {
                batch.add(first);
            }
        } catch (InterruptedException unexpected) {
            closed = true;
        }
        waiting.drainTo(batch, MAX_BATCH - batch.size());
        boolean last = batch.remove(LAST);
        return !last && !(closed && waiting.isEmpty());
    }

    private void commit(List<Write> batch) {
        Throwable failure = write(batch);
        if (failure == null) {
            reportSuccess();
            batch.forEach(write -> write.done().complete(null));
        } else {
            reportFailure(failure);
            refuse(batch, "the lease store cannot write");
        }
    }

    /** Makes the changes, or one that changes nothing if there are none. @return why none was made, or null */
    private @Nullable Throwable write(List<Write> batch) {
        writingSince = clock.nanos();
        try {
            table.begin();
            if (batch.isEmpty()) {
                table.touch();
            }
            for (Write write : batch) {
                write.change().on(table);
            }
            table.requireInPlace();
            table.commit();
            return null;
        } catch (Throwable failure) {
            // Errors, too: without this thread nothing would be written any more, and nobody would be told.
            rollback();
            return failure;
        } finally {
            writingSince = IDLE;
        }
    }

    private void reportFailure(Throwable failure) {
        if (!failing) {
            String why = failure instanceof SQLException ? failure.getMessage() : failure.toString();
            LOG.error("The lease store cannot write, registrations are refused until it can: {}", why);
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

    private void refuseWaiting() {
        ArrayList<Write> late = new ArrayList<>();
        waiting.drainTo(late);
        refuse(late, "the lease store is closed");
    }

    private static void refuse(List<Write> batch, String why) {
        batch.forEach(write -> write.done().completeExceptionally(new StoreUnavailableException(why)));
    }

    private void closeTable() {
        try {
            table.close();
        } catch (SQLException failure) {
            LOG.warn("The lease store was not closed cleanly; nothing acknowledged is lost: {}", failure.getMessage());
        }
    }

    /** Makes the writes that wait and closes the table, unless the disk hangs: then they are refused, and it stays open. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        // Wakes the writer. If there is no room, it is awake.
        var unused = waiting.offer(LAST);
        try {
            while (writer.isAlive() && !hangs()) {
                writer.join(10);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            LOG.warn("The lease store does not finish what it is writing, and is left behind");
            refuseWaiting();
        }
    }
}
