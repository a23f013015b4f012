package io.cameldiscovery.settings;

import java.util.Map;
import java.util.Set;

/** Settings that there are no longer, with the value that each had unless it was set, and that is now always used. */
final class RemovedSettings {

    /** Without {@code discovery.}. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("query.growth", "1.25"),
            Map.entry("query.jitter", "0.2"),
            Map.entry("registry.bulk.max-tokens", "1000"),
            Map.entry("registry.dns.source-burst", "2000"),
            Map.entry("registry.failover-delay", "50ms"),
            Map.entry("registry.renewals-per-lease", "3"),
            Map.entry("registry.retry-after", "5s"),
            Map.entry("registry.watch.heartbeat", "15s"),
            Map.entry("registry.watch.longest-wait", "10m"),
            Map.entry("responder.asker-memory", "30s"),
            Map.entry("verification.connect-timeout", "1s"));

    private RemovedSettings() {}

    static Set<String> keys() {
        return VALUES.keySet();
    }

    /**
     * @param name as it was given
     * @param key one of {@link #keys}
     */
    static ConfigurationException refused(String name, String key) {
        return new ConfigurationException(
                name + " is not a setting any more: remove it, the value is always " + VALUES.get(key));
    }
}
