package io.cameldiscovery.registry;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Those who hold something for a while, as all do who watch: so many in all, and so many from one network. Thread-safe. */
public final class ConcurrencyLimit {

    private static final Duration LATER = Duration.ofSeconds(10);

    private final int most;
    private final int mostOfOne;
    private final String doing;
    private final Problem full;
    private final Problem tooMany;
    private final AtomicInteger size = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> sources = new ConcurrentHashMap<>();

    private ConcurrencyLimit(int most, int mostOfOne, String doing, Problem full, Problem tooMany) {
        this.most = most;
        this.mostOfOne = mostOfOne;
        this.doing = doing;
        this.full = full;
        this.tooMany = tooMany;
    }

    /**
     * Of those who watch.
     *
     * @param most how many there may be
     * @param mostOfOne how many of them from one IPv4 address, or IPv6 network of 64 bits
     */
    public static ConcurrencyLimit ofWatches(int most, int mostOfOne) {
        return new ConcurrencyLimit(most, mostOfOne, "watch", Problem.WATCHES_FULL, Problem.TOO_MANY_WATCHES);
    }

    /** Of those whose request has a body so long that not everybody's can be held at once. */
    public static ConcurrencyLimit ofLargeBodies(int most, int mostOfOne) {
        return new ConcurrencyLimit(most, mostOfOne, "send many tokens", Problem.BUSY, Problem.TOO_MANY_REQUESTS);
    }

    /** Lets one more in, who must {@link #leave}; or says why not. */
    public Outcome.@Nullable Refused enter(InetAddress source) {
        if (size.incrementAndGet() > most) {
            size.decrementAndGet();
            return new Outcome.Refused(full, "at most " + most + " may " + doing + " at a time", LATER);
        }
        int ofSource = sources.merge(SourceNetwork.of(source), 1, Integer::sum);
        if (ofSource > mostOfOne) {
            leave(source);
            return new Outcome.Refused(
                    tooMany, "at most " + mostOfOne + " may " + doing + " from one address at a time", LATER);
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
