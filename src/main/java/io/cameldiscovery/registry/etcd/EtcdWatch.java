package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.Drain;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.timing.MonotonicClock;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the changes of all leases and drains. A watch that breaks is opened again from the revision after the last
 * one heard; if etcd has compacted that away, everything is read anew and followed from there. A watch on which nothing
 * comes, not even when it is asked for a sign of life, counts as broken. All but {@link #start} happens on the one
 * thread of the timer.
 */
final class EtcdWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), 2, Duration.ofSeconds(2));

    private final EtcdConnection connection;
    private final EtcdKeys keys;
    private final EtcdReader reader;
    private final OwnWrites own;
    private final LeaseStore.Listener listener;
    private final EtcdDrainStore drains;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private final MonotonicClock clock;
    private final Jitter jitter;

    private Watch.@Nullable Watcher watcher;
    private long round;
    private long revision;
    private int attempt;
    private boolean complete = true;
    private long heardAt;
    private volatile boolean broken;
    private volatile boolean closed;

    /**
     * @param revision after which changes are news
     * @param patience how long a watch may be silent before it is asked for a sign of life, and then again before it is
     *     given up
     */
    EtcdWatch(
            EtcdConnection connection,
            EtcdKeys keys,
            EtcdReader reader,
            OwnWrites own,
            LeaseStore.Listener listener,
            EtcdDrainStore drains,
            ScheduledExecutorService timer,
            long revision,
            Duration patience,
            MonotonicClock clock,
            Jitter jitter) {
        this.connection = connection;
        this.keys = keys;
        this.reader = reader;
        this.own = own;
        this.listener = listener;
        this.drains = drains;
        this.timer = timer;
        this.revision = revision;
        this.patience = patience;
        this.clock = clock;
        this.jitter = jitter;
    }

    /** Whether changes are missing here. */
    boolean isBroken() {
        return broken;
    }

    void start() {
        own.follow(revision);
        timer.execute(this::open);
        timer.scheduleWithFixedDelay(
                this::requireSignOfLife, patience.toNanos(), patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void open() {
        if (closed) {
            return;
        }
        long mine = ++round;
        try {
            if (!complete) {
                readAnew();
            }
            heardAt = clock.nanos();
            WatchOption option = WatchOption.builder()
                    .withRange(keys.end())
                    .withRevision(revision + 1)
                    .withPrevKV(true)
                    .withCreateNotify(true)
                    .withProgressNotify(true)
                    .withRequireLeader(true)
                    .build();
            watcher = connection.client().getWatchClient().watch(keys.first(), option, new Ear(mine));
        } catch (EtcdFailure | RuntimeException failure) {
            broken(mine, EtcdFailure.of(failure));
        }
    }

    private void readAnew() throws EtcdFailure {
        EtcdReader.Snapshot snapshot = reader.readAll();
        revision = snapshot.revision();
        tell(() -> listener.missed(() -> own.over(snapshot.leases(), snapshot.revision())));
        tell(() -> drains.missed(snapshot.drains(), snapshot.revision()));
        own.follow(revision);
        complete = true;
        LOG.info("Changes in etcd were missed: all leases were read anew");
    }

    private void heard(long from, WatchResponse response) {
        if (from != round || closed) {
            return;
        }
        heardAt = clock.nanos();
        if (response.getHeader().getRevision() < revision && beginsAnew()) {
            complete = false;
            broken(from, EtcdFailure.of(new IllegalStateException("its revisions begin anew")));
            return;
        }
        attempt = 0;
        if (broken) {
            LOG.info("Following the changes in etcd again");
            broken = false;
        }
        long last = revision;
        for (WatchEvent event : response.getEvents()) {
            KeyValue entry = event.getKeyValue();
            last = Math.max(last, entry.getModRevision());
            ServiceRecord.Key key = keys.parse(entry.getKey());
            if (key != null) {
                tell(() -> pass(key, event));
                own.heard(key, entry.getModRevision());
            } else {
                tell(() -> passDrain(event));
            }
        }
        revision = last;
        own.follow(last);
    }

    /** Whether this is another cluster than before, or one restored from a backup, and no member that lags behind. */
    private boolean beginsAnew() {
        try {
            return reader.revision() < revision;
        } catch (EtcdFailure failure) {
            LOG.debug("The revision of etcd is not known: {}", failure.getMessage());
            return false;
        }
    }

    private void pass(ServiceRecord.Key key, WatchEvent event) {
        KeyValue entry = event.getKeyValue();
        if (own.known(key, entry.getModRevision()) > entry.getModRevision()) {
            // This registry has written it again since.
            return;
        }
        if (event.getEventType() == WatchEvent.EventType.DELETE) {
            KeyValue before = event.getPrevKV();
            listener.removed(key, before.getKey().isEmpty() ? null : reader.parse(before));
            return;
        }
        StoredLease lease = reader.parse(entry);
        if (lease != null) {
            listener.saved(lease);
        }
    }

    private void passDrain(WatchEvent event) {
        KeyValue entry = event.getKeyValue();
        Drain drain = reader.parseDrain(entry);
        ServiceRecord.Key key = keys.parseDrain(entry.getKey());
        if (drain != null) {
            drains.drained(drain, entry.getModRevision());
        } else if (key != null) {
            drains.undrained(key, entry.getModRevision());
        }
    }

    private static void tell(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException fault) {
            LOG.error("A change in etcd was not taken up", fault);
        }
    }

    /** Reopens the watch after a pause. */
    private void broken(long from, EtcdFailure failure) {
        if (from != round || closed) {
            return;
        }
        round++;
        if (failure.isCompaction()) {
            complete = false;
        }
        if (!broken && !failure.isCompaction()) {
            broken = true;
            LOG.warn("The changes in etcd cannot be followed, trying again: {}", failure.getMessage());
        }
        quit();
        later(this::open, jitter.around(BACKOFF.after(attempt++), 0.2));
    }

    private void requireSignOfLife() {
        try {
            Watch.Watcher asked = watcher;
            Duration silence = clock.since(heardAt);
            if (asked == null || silence.compareTo(patience) < 0) {
                return;
            }
            if (silence.compareTo(patience.multipliedBy(3)) >= 0) {
                broken(round, EtcdFailure.of(new IllegalStateException("no sign of life on the watch")));
            } else {
                asked.requestProgress();
            }
        } catch (RuntimeException failure) {
            broken(round, EtcdFailure.of(failure));
        }
    }

    private void quit() {
        Watch.Watcher old = watcher;
        watcher = null;
        if (old != null) {
            try {
                old.close();
            } catch (RuntimeException gone) {
                LOG.debug("A watch on etcd was not closed cleanly", gone);
            }
        }
    }

    private void later(Runnable task, Duration wait) {
        try {
            timer.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException over) {
            LOG.debug("The store is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Passes jetcd's callbacks to the timer's thread. */
    private final class Ear implements Watch.Listener {

        private final long mine;

        Ear(long mine) {
            this.mine = mine;
        }

        @Override
        public void onNext(WatchResponse response) {
            handOver(() -> heard(mine, response));
        }

        @Override
        public void onError(Throwable failure) {
            // jetcd would go on by itself, but from a revision that may be too late: it takes the one of the moment at
            // which the watch was made for heard.
            handOver(() -> broken(mine, EtcdFailure.of(failure)));
        }

        @Override
        public void onCompleted() {
            handOver(() -> broken(mine, EtcdFailure.of(new IllegalStateException("the watch has ended"))));
        }

        private void handOver(Runnable task) {
            later(task, Duration.ZERO);
        }
    }
}
