package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryDrainStore;
import io.cameldiscovery.registry.store.StoreUnavailableException;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.RegistryCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreOutageTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final LeaseSettings TERMS =
            new LeaseSettings(Duration.ofMinutes(30), GRACE, Duration.ofHours(1), 30, 100, 100);
    private static final OutageSettings OUTAGE = new OutageSettings(Duration.ofSeconds(10), Duration.ofHours(2));

    private final HandClock clock = new HandClock();
    private final Away store = new Away();
    private final Leases leases = new Leases(TERMS, PartitionGuardSettings.OFF, OUTAGE, store, clock, clock);
    private final RegistryCalls registry =
            new RegistryCalls(Samples::judge, leases, Duration.ofMinutes(1), Duration.ofSeconds(7));

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
        return leases.changes().index(WatchKey.of(ORDERS));
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
    void goesOnWithTheTimeThatWasLeftWhenTheStoreWasAwayForAMoment() {
        clock.forward(LEASE.minusSeconds(20));
        leases.expire();
        store.away = true;
        leases.expire();
        clock.forward(Duration.ofSeconds(15));
        store.away = false;
        leases.expire();

        clock.forward(Duration.ofSeconds(19));
        assertThat(states()).hasSize(2);
        clock.forward(Duration.ofSeconds(1));
        assertThat(states()).hasSize(1);
    }

    @Test
    void keepsNobodyForMuchLongerThanTheStoreWasAway() {
        for (int minute = 0; minute < 11; minute++) {
            blip();
            clock.forward(Duration.ofMinutes(1));
            leases.expire();
        }
        assertThat(states()).as("a has been silent for 11 minutes").hasSize(1);
    }

    @Test
    void bringsNobodyBackWhoseLeaseWasOverBeforeTheStoreWasAway() {
        clock.forward(LEASE);
        leases.expire();
        store.away = true;

        assertThat(states()).hasSize(1);
    }

    @Test
    void keepsWhoseLeaseEndedBeforeAnybodyNoticedThatTheStoreIsAway() {
        clock.forward(LEASE.minusSeconds(1));
        leases.expire();
        store.away = true;
        clock.forward(Duration.ofSeconds(2));

        assertThat(states()).hasSize(2);
    }

    @Test
    void keepsASuspectNoLongerForAllOutages() {
        PartitionGuardSettings guard =
                new PartitionGuardSettings(0.5, 2, Duration.ofMinutes(5), Duration.ofMinutes(15));
        Leases guarded = new Leases(TERMS, guard, OUTAGE, store, clock, clock);
        for (String id : List.of("a", "b", "c")) {
            var unused = guarded.grant(record("orders", id, 1, clock.instant(), LEASE), "token", "key-1");
        }
        clock.forward(LEASE);
        assertThat(guarded.of(ORDERS)).hasSize(3).allMatch(Lease::suspect);
        store.away = true;
        guarded.expire();
        clock.forward(Duration.ofMinutes(14));
        store.away = false;
        guarded.expire();
        store.away = true;
        guarded.expire();

        clock.forward(Duration.ofSeconds(59));
        assertThat(guarded.of(ORDERS)).hasSize(3);
        clock.forward(Duration.ofSeconds(1));
        assertThat(guarded.of(ORDERS)).isEmpty();
    }

    @Test
    void countsAndShowsByItselfWhatItKeepsThroughAnOutage() {
        store.away = true;
        leases.expire();
        clock.forward(LEASE.plusSeconds(1));

        Registry reads = new Registry(leases, Duration.ofMinutes(1), Duration.ofSeconds(7));
        assertThat(reads.services().services()).containsEntry(ORDERS, 2);
        assertThat(reads.lookUp("orders", "a")).isInstanceOf(Outcome.Single.class);
    }

    @Test
    void writesAfterTheOutageWhatCouldNotBeConfirmedBefore() {
        store.slow = new CompletableFuture<>();
        var unused = leases.grant(record("orders", "c", 1, clock.instant(), LEASE), "token c", "key-1");
        store.away = true;
        store.slow.completeExceptionally(new StoreUnavailableException("away"));
        store.slow = null;
        assertThat(states()).as("c is shown").hasSize(3);
        leases.expire();
        leases.expire();

        store.away = false;
        leases.expire();

        assertThat(store.saved).contains("token c");
    }

    @Test
    void writesAfterTheOutageTheGoodbyeThatCouldNotBeConfirmedBefore() {
        store.slow = new CompletableFuture<>();
        var unused = leases.end(record("orders", "a", 2, clock.instant(), LEASE), "goodbye", "key-1");
        store.away = true;
        store.slow.completeExceptionally(new StoreUnavailableException("away"));
        store.slow = null;
        leases.expire();

        store.away = false;
        leases.expire();

        assertThat(store.saved).contains("goodbye");
    }

    @Test
    void writesWhatIsShownThoughSomethingNewerWasRefusedMeanwhile() {
        store.slow = new CompletableFuture<>();
        var unused = leases.grant(record("orders", "c", 1, clock.instant(), LEASE), "token c", "key-1");
        store.slow.completeExceptionally(new StoreUnavailableException("away"));
        store.slow = null;
        store.away = true;
        unused = leases.grant(record("orders", "c", 2, clock.instant(), LEASE), "token c2", "key-1");

        store.away = false;
        leases.expire();

        assertThat(store.saved).contains("token c");
    }

    private void blip() {
        store.away = true;
        leases.expire();
        clock.forward(Duration.ofSeconds(1));
        store.away = false;
        leases.expire();
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
                    .containsExactly(
                            "WARN The lease store has been out of reach for 10 s or more: instances are shown as"
                                    + " stale, and their leases do not lapse for up to 2 h");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("no longer stale"))
                    .hasSize(1);
        }
    }

    private List<InstanceState> states() {
        return leases.of(ORDERS).stream().map(leases::state).toList();
    }

    private static final class Away implements LeaseStore {

        private final DrainStore drains = new MemoryDrainStore();
        private final List<String> saved = new ArrayList<>();
        private boolean away;
        private CompletableFuture<Void> slow;

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
            if (slow != null) {
                return slow;
            }
            if (!away) {
                saved.add(lease.token());
            }
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
