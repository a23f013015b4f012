package io.cameldiscovery.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.Jitter;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.kv.PutResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the cluster accepts writes. While it does not, writes are refused at once, and one is retried
 * with back-off until it succeeds: a cluster that is full, or whose user may only read, continues
 * to answer reads. Thread-safe.
 */
final class EtcdReach {

    private static final Logger LOG = LoggerFactory.getLogger(EtcdReach.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), 1.5, Duration.ofSeconds(2));
    private static final int ATTEMPTS_ON_ONE_CONNECTION = 2;
    private static final ByteSequence TRIED = ByteSequence.from("written to see whether etcd takes writes", UTF_8);

    private final EtcdConnection connection;
    private final EtcdKeys keys;
    private final EtcdRetry retry;
    private final ScheduledExecutorService timer;
    private final Jitter jitter;
    private volatile boolean inReach = true;
    private int attempt;
    private int unanswered;
    private boolean complained;

    /** @param timer nothing else may keep it busy, or the cluster would stay out of reach meanwhile */
    EtcdReach(
            EtcdConnection connection, EtcdKeys keys, EtcdRetry retry, ScheduledExecutorService timer, Jitter jitter) {
        this.connection = connection;
        this.keys = keys;
        this.retry = retry;
        this.timer = timer;
        this.jitter = jitter;
    }

    boolean isInReach() {
        return inReach;
    }

    /** Makes a write, or finds that the cluster is out of reach. @throws EtcdFailure if it is not known to be made */
    <T> T write(EtcdRetry.Request<T> write) throws EtcdFailure {
        if (!inReach) {
            throw EtcdFailure.outOfReach();
        }
        try {
            return retry.make(write, this::isInReach);
        } catch (EtcdFailure failure) {
            if (!failure.isOfThisWrite()) {
                noteFailure(failure);
            }
            throw failure;
        }
    }

    private synchronized void noteFailure(EtcdFailure failure) {
        if (inReach) {
            inReach = false;
            attempt = 0;
            unanswered = 0;
            complained = false;
            LOG.error(
                    "The lease store cannot write to etcd, registrations are refused until it can: {}",
                    failure.getMessage());
            tryLater();
        }
    }

    private synchronized void tryLater() {
        long wait = jitter.around(BACKOFF.after(attempt++), 0.2).toNanos();
        try {
            timer.schedule(this::tryNow, wait, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // Closed: nobody is waiting.
        }
    }

    private void tryNow() {
        renewIfSilent();
        tried().whenComplete((made, failure) -> {
            if (failure == null) {
                inReach = true;
                LOG.info("The lease store can write to etcd again");
            } else {
                count(EtcdFailure.of(failure));
                tryLater();
            }
        });
    }

    private synchronized void count(EtcdFailure failure) {
        unanswered = failure.isOfConnection() ? unanswered + 1 : 0;
    }

    private synchronized void renewIfSilent() {
        if (unanswered == 0 || unanswered % ATTEMPTS_ON_ONE_CONNECTION != 0) {
            return;
        }
        try {
            connection.renew();
        } catch (RuntimeException unusable) {
            // Such as files that are just being replaced. The old connection may do again; if not, the files are read
            // anew.
            if (!complained) {
                complained = true;
                LOG.warn("No new connection to etcd: {}", unusable.getMessage());
            }
        }
    }

    private CompletableFuture<PutResponse> tried() {
        try {
            return connection.client().getKVClient().put(keys.tried(), TRIED);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }
}
