package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.registry.RegistryPrecedenceContract;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.testing.EtcdCluster;
import io.cameldiscovery.timing.MonotonicClock;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EtcdPrecedenceIT extends RegistryPrecedenceContract {

    private static final AtomicInteger PREFIX = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static EtcdCluster etcd;

    private final String prefix = "precedence" + PREFIX.incrementAndGet();

    @BeforeAll
    static void startEtcd() {
        etcd = EtcdCluster.start(folder, 1);
        etcd.leader();
    }

    @AfterAll
    static void stopEtcd() {
        if (etcd != null) {
            etcd.close();
        }
    }

    @Override
    protected LeaseStore openStore() {
        return EtcdLeaseStore.open(EtcdLeaseStoreIT.settings(etcd.endpoints(), prefix), MonotonicClock.system(), clock);
    }
}
