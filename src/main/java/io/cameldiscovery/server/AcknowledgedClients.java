package io.cameldiscovery.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Clients that unicast reaches, since they acknowledged recently. Answers to all others are also sent to the group: a
 * lost ARP exchange, which the kernel repeats only after a second, does not hold that up.
 */
public final class AcknowledgedClients {

    private static final int MAX_ASKERS = 20_000;
    /** How long an acknowledgment counts: less than a neighbour entry lives in a kernel's table. */
    private static final Duration MEMORY = Duration.ofSeconds(30);

    private final Cache<InetAddress, Boolean> reached;

    public AcknowledgedClients() {
        this(MEMORY);
    }

    /** @param memory how long an acknowledgment counts */
    AcknowledgedClients(Duration memory) {
        this.reached = Caffeine.newBuilder()
                .maximumSize(MAX_ASKERS)
                .expireAfterWrite(memory)
                .build();
    }

    public void acknowledged(InetAddress asker) {
        reached.put(asker, true);
    }

    /** Whether unicast alone is enough for this attempt (from 0) of a client's query. */
    public boolean reachedByUnicast(InetAddress asker, int attempt) {
        return attempt == 0 && reached.getIfPresent(asker) != null;
    }
}
