package io.cameldiscovery.steps;

import io.cameldiscovery.timing.MonotonicClock;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is dropped, by reason, and says so in the log: the first time, then at most once a minute a reason, with
 * the count. Thread-safe.
 */
public final class DropCounters {

    private static final Logger LOG = LoggerFactory.getLogger(DropCounters.class);
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final MonotonicClock clock;
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private volatile Consumer<String> newReason = reason -> {};

    public DropCounters(MonotonicClock clock) {
        this.clock = clock;
    }

    /**
     * Counts one that says something about the network or its nodes: it is logged now and then.
     *
     * @param reason a fixed label, such as {@code bad-signature}
     * @param detail about this one, without content from outside
     */
    public void count(String reason, String detail, @Nullable InetSocketAddress sender) {
        Tally tally = tally(reason);
        long total = tally.count.incrementAndGet();
        long now = clock.nanos();
        long last = tally.loggedAt.get();
        boolean due = total == 1 || now - last > PAUSE;
        if (due && tally.loggedAt.compareAndSet(last, now)) {
            LOG.warn("Dropped {} so far: {} ({}{})", total, reason, detail, lastFrom(sender));
        }
    }

    /** The port is 0 where it says nothing. */
    private static String lastFrom(@Nullable InetSocketAddress sender) {
        if (sender == null) {
            return "";
        }
        String address = sender.getAddress().getHostAddress();
        boolean bare = sender.getPort() == 0;
        String host = address.contains(":") && !bare ? "[" + address + "]" : address;
        return ", last from " + host + (bare ? "" : ":" + sender.getPort());
    }

    /** Counts one that is part of everyday life, such as a query for a service of others: not logged. */
    public void countQuietly(String reason) {
        tally(reason).count.incrementAndGet();
    }

    /** How many were dropped for that reason. */
    public long count(String reason) {
        Tally tally = tallies.get(reason);
        return tally == null ? 0 : tally.count.get();
    }

    /** Is told of each reason when it occurs for the first time, and now of those that did already. */
    public void onNewReason(Consumer<String> listener) {
        newReason = listener;
        tallies.keySet().forEach(listener);
    }

    /** How many were dropped, by reason. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        tallies.forEach((reason, tally) -> counts.put(reason, tally.count.get()));
        return counts;
    }

    private Tally tally(String reason) {
        Tally known = tallies.get(reason);
        if (known != null) {
            return known;
        }
        Tally fresh = new Tally();
        Tally other = tallies.putIfAbsent(reason, fresh);
        if (other == null) {
            newReason.accept(reason);
        }
        return other == null ? fresh : other;
    }

    private static final class Tally {
        final AtomicLong count = new AtomicLong();
        final AtomicLong loggedAt = new AtomicLong();
    }
}
