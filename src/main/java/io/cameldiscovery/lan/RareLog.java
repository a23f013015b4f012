package io.cameldiscovery.lan;

import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Writes at most one debug line per ten seconds, so that nobody on the network can fill the disk. */
final class RareLog {

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Logger log;
    private final MonotonicClock clock;
    private final AtomicLong last;

    RareLog(Logger log, MonotonicClock clock) {
        this.log = log;
        this.clock = clock;
        this.last = new AtomicLong(clock.nanos() - PAUSE.toNanos());
    }

    void debug(String message, Object detail) {
        long previous = last.get();
        if (log.isDebugEnabled()
                && clock.since(previous).compareTo(PAUSE) >= 0
                && last.compareAndSet(previous, clock.nanos())) {
            log.debug("{}: {}", message, detail);
        }
    }
}
