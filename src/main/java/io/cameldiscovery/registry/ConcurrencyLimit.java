package io.cameldiscovery.registry;

import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many may do something at the same time, in all and from one source ({@link SourceNetwork}). Thread-safe. */
public final class ConcurrencyLimit {

    /** What there is too much of. */
    public enum Exceeded {
        IN_ALL,
        FROM_ONE_SOURCE
    }

    private final int most;
    private final int mostOfSource;
    private final Set<InetAddress> proxies;
    private final AtomicInteger size = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> sources = new ConcurrentHashMap<>();

    /** @param mostOfSource how many of them from one IPv4 address, or IPv6 network of 64 bits */
    public ConcurrencyLimit(int most, int mostOfSource) {
        this(most, mostOfSource, Set.of());
    }

    /** @param proxies addresses that stand for many sources: only the limit in all holds for them */
    public ConcurrencyLimit(int most, int mostOfSource, Set<InetAddress> proxies) {
        this.most = most;
        this.mostOfSource = mostOfSource;
        this.proxies = proxies;
    }

    /** Lets one more in, who must {@link #leave}; or says which limit is reached. */
    public @Nullable Exceeded enter(InetAddress source) {
        if (size.incrementAndGet() > most) {
            size.decrementAndGet();
            return Exceeded.IN_ALL;
        } else if (proxies.contains(source)) {
            return null;
        }
        if (sources.merge(SourceNetwork.of(source), 1, Integer::sum) > mostOfSource) {
            leave(source);
            return Exceeded.FROM_ONE_SOURCE;
        }
        return null;
    }

    public void leave(InetAddress source) {
        size.decrementAndGet();
        if (!proxies.contains(source)) {
            sources.computeIfPresent(SourceNetwork.of(source), (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** How many are in. */
    public int size() {
        return size.get();
    }
}
