package io.cameldiscovery.registry;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Those who watch: so many in all, and so many from one network, since each holds a connection. Thread-safe. */
public final class Crowd {

    private static final Duration LATER = Duration.ofSeconds(10);

    private final int most;
    private final int mostOfOne;
    private final AtomicInteger size = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> sources = new ConcurrentHashMap<>();

    /**
     * @param most how many there may be
     * @param mostOfOne how many of them from one IPv4 address, or IPv6 network of 64 bits
     */
    public Crowd(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** Lets one more in, who must {@link #leave}; or says why not. */
    public Outcome.@Nullable Refused enter(InetAddress source) {
        if (size.incrementAndGet() > most) {
            size.decrementAndGet();
            return new Outcome.Refused(Problem.WATCHES_FULL, "at most " + most + " may watch at a time", LATER);
        }
        int ofSource = sources.merge(SourceNetwork.of(source), 1, Integer::sum);
        if (ofSource > mostOfOne) {
            leave(source);
            return new Outcome.Refused(
                    Problem.TOO_MANY_WATCHES, "at most " + mostOfOne + " may watch from one address", LATER);
        }
        return null;
    }

    public void leave(InetAddress source) {
        size.decrementAndGet();
        sources.computeIfPresent(SourceNetwork.of(source), (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many are in. */
    public int size() {
        return size.get();
    }
}
