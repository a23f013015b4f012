package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryDrainStore;
import io.cameldiscovery.registry.store.StoreUnavailableException;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.testing.RegistryCalls;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class BulkRegistrationTest {

    @Test
    void asksForAllWritesBeforeItWaitsForAny() throws Exception {
        Waiting store = new Waiting();
        List<String> tokens = List.of(
                announce("orders", "a", 1, 0),
                announce("orders", "b", 1, 0),
                "BAD_SIGNATURE",
                announce("orders", "c", 1, 0));

        CompletableFuture<List<Outcome>> answer = new CompletableFuture<>();
        Thread asker = new Thread(() -> answer.complete(registry(store).register(tokens)));
        asker.start();
        eventually(() -> assertThat(asker.getState()).isEqualTo(Thread.State.TIMED_WAITING));

        assertThat(store.writes).hasSize(3);
        store.writes.get(0).complete(null);
        store.writes.get(1).completeExceptionally(new StoreUnavailableException("away"));
        assertThat(answer).isNotDone();
        store.writes.get(2).complete(null);
        assertThat(answer.join())
                .extracting(outcome -> outcome instanceof Outcome.Refused refused
                        ? refused.problem().name()
                        : "taken")
                .containsExactly("taken", "STORE_UNAVAILABLE", "BAD_SIGNATURE", "taken");
    }

    private static RegistryCalls registry(LeaseStore store) {
        LeaseSettings terms =
                new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 1000, 1000);
        Leases leases = new Leases(terms, store, () -> 0, Clock.fixed(NOON, ZoneOffset.UTC));
        return new RegistryCalls(Samples::judge, leases, Duration.ofMinutes(1), Duration.ofSeconds(7));
    }

    /** A store whose writes end when the test says so. */
    private static final class Waiting implements LeaseStore {

        private final List<CompletableFuture<Void>> writes = new CopyOnWriteArrayList<>();
        private final MemoryDrainStore drains = new MemoryDrainStore();

        @Override
        public List<StoredLease> load() {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> save(StoredLease lease) {
            writes.add(new CompletableFuture<>());
            return writes.get(writes.size() - 1);
        }

        @Override
        public CompletableFuture<Void> remove(Collection<io.cameldiscovery.record.ServiceRecord.Key> keys) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public DrainStore drains() {
            return drains;
        }

        @Override
        public void close() {}
    }
}
