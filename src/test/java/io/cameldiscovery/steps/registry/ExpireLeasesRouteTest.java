package io.cameldiscovery.steps.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpireLeasesRouteTest {

    @Test
    void sweepsUpTheLeasesThatAreOver() throws Exception {
        MemoryLeaseStore store = new MemoryLeaseStore();
        try (TestRegistry registry = new TestRegistry(Samples::judge, store)) {
            registry.leases.grant(lasting(Duration.ofSeconds(1), "short"), "token", "key");
            registry.leases.grant(lasting(Duration.ofMinutes(10), "long"), "token", "key");
            assertThat(store.load()).hasSize(2);

            await().atMost(Duration.ofSeconds(30)).until(() -> registry.leases.size() == 1);

            assertThat(store.load()).hasSize(1);
        }
    }

    private static ServiceRecord lasting(Duration lifetime, String instance) {
        return new ServiceRecord(
                new ServiceName("orders"),
                new InstanceId(instance),
                List.of(Endpoint.parse("http://10.7.0.5:8080")),
                0,
                new Sequence(1, 0),
                Instant.EPOCH,
                Instant.EPOCH.plus(lifetime),
                ServiceRecord.metadata(Map.of()),
                null);
    }
}
