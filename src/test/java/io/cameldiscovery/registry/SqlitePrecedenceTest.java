package io.cameldiscovery.registry;

import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.SqliteLeaseStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqlitePrecedenceTest extends RegistryPrecedenceContract {

    @TempDir
    private Path folder;

    @Override
    protected LeaseStore openStore() {
        return SqliteLeaseStore.open(folder.resolve("leases.db"), 100, Duration.ofSeconds(30));
    }
}
