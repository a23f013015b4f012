package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.settings.Settings;
import java.time.Duration;

/**
 * Long polls and event streams: {@code discovery.registry.watch.*}.
 *
 * @param longestWait for how long a request is held back at most
 * @param heartbeat how often a stream shows that it lives; one that takes nothing for two of these is cut off
 * @param most how many may watch at a time
 * @param mostOfOne how many of them from one IPv4 address, or IPv6 network of 64 bits
 */
public record WatchSettings(Duration longestWait, Duration heartbeat, int most, int mostOfOne) {

    /** As long as Consul holds its blocking queries back. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** Shorter than the time after which proxies and address translators give up a silent connection. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    public static WatchSettings of(Settings settings) {
        return new WatchSettings(
                LONGEST_WAIT,
                HEARTBEAT,
                settings.integer("discovery.registry.watch.max-watches", 0, 10_000_000),
                settings.integer("discovery.registry.watch.max-per-source", 0, 10_000_000));
    }
}
