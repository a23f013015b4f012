package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Retries requests to etcd.
 *
 * @param patience total time, retries included
 */
record EtcdRetry(Duration patience, MonotonicClock clock) {

    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Asks etcd for something. All of them may be made again when their outcome is unknown. */
    @FunctionalInterface
    interface Request<T> {
        T make() throws EtcdFailure;
    }

    /**
     * @param worthwhile whether anybody still waits for the answer
     * @throws EtcdFailure the last one
     */
    <T> T make(Request<T> request, BooleanSupplier worthwhile) throws EtcdFailure {
        long since = clock.nanos();
        while (true) {
            try {
                return request.make();
            } catch (EtcdFailure failure) {
                boolean over = clock.since(since).plus(PAUSE).compareTo(patience) >= 0;
                if (!failure.mayPass() || over || !worthwhile.getAsBoolean() || !pause()) {
                    throw failure;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
