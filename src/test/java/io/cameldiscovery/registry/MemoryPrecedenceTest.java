package io.cameldiscovery.registry;

import io.cameldiscovery.record.PrecedenceCase;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A store in memory that outlives the registry: what is in it was all that the registry wrote. */
class MemoryPrecedenceTest extends RegistryPrecedenceContract {

    private @Nullable MemoryLeaseStore store;

    @Override
    protected LeaseStore openStore() {
        MemoryLeaseStore opened = new MemoryLeaseStore();
        if (store != null) {
            store.load().forEach(lease -> opened.save(lease).join());
        }
        store = opened;
        return opened;
    }

    public static Stream<PrecedenceCase> records() {
        return cases().filter(one -> !one.said().goodbye());
    }

    @ParameterizedTest
    @MethodSource("records")
    void followsTheRuleInARequestWithMany(PrecedenceCase one) {
        sayWhatWasBefore(one);
        assertFollowed(one, this::sayAmongMany);
    }
}
