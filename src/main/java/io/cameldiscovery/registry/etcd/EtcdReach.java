package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.Jitter;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the cluster can be written to. When it cannot, writes are refused at once, and it is asked again and again, at
 * growing intervals, until a majority of its members answers. Thread-safe.
 */
final class EtcdReach {

    private static final Logger LOG = LoggerFactory.getLogger(EtcdReach.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), 1.5, Duration.ofSeconds(2));
    private static final int ATTEMPTS_ON_ONE_CONNECTION = 3;

    private final EtcdConnection connection;
    private final EtcdReader reader;
    private final ScheduledExecutorService timer;
    private final Jitter jitter;
    private volatile boolean lost;

    EtcdReach(EtcdConnection connection, EtcdReader reader, ScheduledExecutorService timer, Jitter jitter) {
        this.connection = connection;
        this.reader = reader;
        this.timer = timer;
        this.jitter = jitter;
    }

    boolean isLost() {
        return lost;
    }

    synchronized void lose(String why) {
        if (!lost) {
            lost = true;
            LOG.error("The lease store cannot write to etcd, registrations are refused until it can: {}", why);
            askAgain(0);
        }
    }

    private void askAgain(int attempt) {
        long wait = jitter.around(BACKOFF.after(attempt), 0.2).toNanos();
        try {
            timer.schedule(() -> ask(attempt), wait, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // Nobody needs to know any more.
        }
    }

    private void ask(int attempt) {
        if (attempt % ATTEMPTS_ON_ONE_CONNECTION == ATTEMPTS_ON_ONE_CONNECTION - 1) {
            connection.renew();
        }
        reader.ask().whenComplete((found, failure) -> {
            if (failure == null) {
                lost = false;
                LOG.info("The lease store can write to etcd again");
            } else {
                askAgain(attempt + 1);
            }
        });
    }
}
