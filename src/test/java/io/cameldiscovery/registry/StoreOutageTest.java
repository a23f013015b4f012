package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.testing.LogOf;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreOutageTest {

    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final LeaseTerms TERMS =
            new LeaseTerms(Duration.ofMinutes(30), GRACE, Duration.ofHours(1), 30, 100, 100);
    private static final OutageTerms OUTAGE = new OutageTerms(Duration.ofSeconds(10), Duration.ofHours(2));

    private final HandClock clock = new HandClock();
    private final Away store = new Away();
    private final Leases leases = new Leases(TERMS, GuardTerms.OFF, OUTAGE, store, clock, clock);
    private final Registry registry =
            new Registry(Samples::judge, leases, Duration.ofMinutes(1), Duration.ofSeconds(7));

    @BeforeEach
    void registerTwo() {
        var unused = leases.grant(record("orders", "a", 1, clock.instant(), LEASE), "token a", "key-1");
        unused = leases.grant(record("orders", "b", 1, clock.instant(), LEASE.multipliedBy(2)), "token b", "key-1");
    }

    @Test
    void showsAllAsStaleOnceTheStoreIsAwayForAWhileAndAsAliveWhenItIsBack() {
        store.away = true;
        assertThat(states()).containsExactly(InstanceState.ALIVE, InstanceState.ALIVE);
        clock.forward(OUTAGE.staleAfter());
        assertThat(states()).containsExactly(InstanceState.STALE, InstanceState.STALE);

        store.away = false;
        assertThat(states()).containsExactly(InstanceState.ALIVE, InstanceState.ALIVE);
        store.away = true;
        assertThat(states()).containsExactly(InstanceState.ALIVE, InstanceState.ALIVE);
    }

    @Test
    void tellsThoseWhoWatchThoughNobodyAsks() {
        long before = index();
        store.away = true;
        leases.expire();
        clock.forward(OUTAGE.staleAfter());
        leases.expire();
        long stale = index();
        assertThat(stale).isGreaterThan(before);

        store.away = false;
        leases.expire();
        assertThat(index()).isGreaterThan(stale);
    }

    private long index() {
        return leases.changes().index(Topic.of(new ServiceName("orders")));
    }

    @Test
    void refusesRegistrationsWithRetryAfterButAnswersLookups() {
        store.away = true;

        assertThat(registry.register(announce("orders", "c", 1, 0), "orders", "c"))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.problem()).isEqualTo(Problem.STORE_UNAVAILABLE);
                    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
                    assertThat(HttpAnswer.of(refused).headers()).containsEntry("Retry-After", "7");
                });
        assertThat(states()).hasSize(2);
    }

    @Test
    void letsNoLeaseLapseWhileNobodyCanRenewIt() {
        store.away = true;
        leases.expire();

        for (int minute = 0; minute < 100; minute++) {
            clock.forward(Duration.ofMinutes(1));
            assertThat(states()).hasSize(2);
            leases.expire();
        }
        store.away = false;
        leases.expire();
        clock.forward(GRACE.minusNanos(1));
        assertThat(states()).containsExactly(InstanceState.ALIVE, InstanceState.ALIVE);
        clock.forward(Duration.ofNanos(1));
        assertThat(states()).isEmpty();
    }

    @Test
    void givesTheGraceWhenTheStoreIsBackThoughNoLeaseWasOver() {
        clock.forward(LEASE.minusSeconds(20));
        store.away = true;
        leases.expire();
        clock.forward(Duration.ofSeconds(15));
        store.away = false;
        leases.expire();

        clock.forward(GRACE.minusSeconds(1));
        assertThat(states()).hasSize(2);
        clock.forward(Duration.ofSeconds(1));
        assertThat(states()).hasSize(1);
    }

    @Test
    void doesNotKeepLeasesForeverThough() {
        store.away = true;
        leases.expire();

        clock.forward(OUTAGE.keep().minusSeconds(1));
        assertThat(states()).hasSize(2);
        clock.forward(GRACE);
        assertThat(states()).isEmpty();
        leases.expire();
        store.away = false;
        leases.expire();
        assertThat(leases.size()).isZero();
    }

    @Test
    void saysOnceThatInstancesAreStaleAndOnceThatTheyAreNoMore() {
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.registry")) {
            store.away = true;
            for (int i = 0; i < 10; i++) {
                var unused = states();
                clock.forward(OUTAGE.staleAfter());
            }
            store.away = false;
            var unused = states();
            unused = states();

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("are shown as stale"))
                    .hasSize(1);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("no longer stale"))
                    .hasSize(1);
        }
    }

    private List<InstanceState> states() {
        return leases.of(new ServiceName("orders")).stream().map(leases::state).toList();
    }

    private static final class Away implements LeaseStore {

        private final DrainStore drains = new MemoryDrainStore();
        private boolean away;

        @Override
        public DrainStore drains() {
            return drains;
        }

        @Override
        public boolean isInReach() {
            return !away;
        }

        @Override
        public List<StoredLease> load() {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> save(StoredLease lease) {
            return write();
        }

        @Override
        public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
            return write();
        }

        private CompletableFuture<Void> write() {
            return away
                    ? CompletableFuture.failedFuture(new StoreUnavailableException("away"))
                    : CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }
}
