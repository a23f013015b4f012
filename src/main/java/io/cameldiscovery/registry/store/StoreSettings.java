package io.cameldiscovery.registry.store;

import io.cameldiscovery.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a registry keeps its leases: {@code discovery.registry.store} and what follows it.
 *
 * @param file the SQLite file, if it is set
 * @param queue how many writes may wait
 * @param timeout how long one waits at most
 */
public record StoreSettings(Kind kind, Optional<Path> file, int queue, Duration timeout) {

    /** The values of {@code discovery.registry.store}. */
    public enum Kind {
        SQLITE,
        MEMORY,
        ETCD;

        /** As the setting names it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static StoreSettings of(Settings settings) {
        return new StoreSettings(
                settings.choice("discovery.registry.store", Kind.class),
                settings.path("discovery.registry.store-file"),
                settings.integer("discovery.registry.store-queue", 1, 10_000_000),
                settings.duration("discovery.registry.store-timeout"));
    }
}
