package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.testing.LogOf;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionGuardTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final LeaseSettings TERMS =
            new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 1000, 10);
    private static final PartitionGuardSettings GUARD =
            new PartitionGuardSettings(0.5, 4, Duration.ofMinutes(5), Duration.ofMinutes(15));

    private final HandClock clock = new HandClock();
    private final LeasesTest.Failing store = new LeasesTest.Failing();
    private Leases leases = new Leases(TERMS, GUARD, OutageSettings.NONE, store, clock, clock);

    @Test
    void keepsAsSuspectWhatLapsesTogether() {
        register(0, 6);
        clock.forward(LEASE);

        assertThat(states("orders")).hasSize(6).containsOnly(InstanceState.SUSPECT);
        assertThat(leases.services()).containsEntry(ORDERS, 6);
        assertThat(leases.suspected()).isEqualTo(6);
        assertThat(store.load()).hasSize(6);
    }

    @Test
    void countsAndFindsSuspectsThoughNobodyHasLookedAtTheirService() {
        register(0, 6);
        IntStream.range(0, 6).forEach(i -> register("payments", i, 0));
        Registry registry = new Registry(leases, LEASE, LEASE);
        clock.forward(LEASE);

        assertThat(registry.services().services()).containsEntry(ORDERS, 6);
        assertThat(registry.lookUp("payments", "i0")).isInstanceOf(Outcome.Single.class);
    }

    @Test
    void changesTheIndexBeforeItShowsThatALeaseIsOver() {
        register(0, 1);
        long before = leases.changes().index(WatchKey.SERVICES);
        clock.forward(LEASE);

        assertThat(leases.services()).isEmpty();
        assertThat(leases.changes().index(WatchKey.SERVICES)).isGreaterThan(before);
    }

    @Test
    void bringsBackThoseThatLapsedAloneOnceMoreFollowThem() {
        for (int i = 0; i < 6; i++) {
            register(i, i + 1);
            clock.forward(Duration.ofMinutes(1));
        }
        clock.forward(LEASE.minusMinutes(4));

        assertThat(shown()).containsExactly("i3", "i4", "i5");
        clock.forward(Duration.ofMinutes(1));
        assertThat(shown()).hasSize(6);
        assertThat(states("orders").subList(0, 4)).containsOnly(InstanceState.SUSPECT);
        assertThat(states("orders").subList(4, 6)).containsOnly(InstanceState.ALIVE);
    }

    @Test
    void letsGoAtOnceWhatLapsesOneAfterTheOther() {
        for (int i = 0; i < 8; i++) {
            register(i, i + 1);
            clock.forward(Duration.ofMinutes(1));
        }
        renew(2, 8);
        clock.forward(Duration.ofMinutes(4));

        assertThat(shown()).containsExactly("i2", "i3", "i4", "i5", "i6", "i7");
        clock.forward(GUARD.interval());
        leases.expire();
        assertThat(leases.suspected()).isZero();
        assertThat(store.load()).extracting(StoredLease::key).doesNotContain(key("orders", "i0"));
    }

    @Test
    void doesNotGuardAServiceOfFewInstances() {
        register(0, 3);
        clock.forward(LEASE);

        assertThat(shown()).isEmpty();
    }

    @Test
    void guardsEachServiceByItself() {
        register(0, 6);
        clock.forward(Duration.ofMinutes(4));
        IntStream.range(0, 6).forEach(i -> register("payments", i, 240));
        clock.forward(Duration.ofMinutes(6));

        assertThat(states("orders")).hasSize(6).containsOnly(InstanceState.SUSPECT);
        assertThat(states("payments")).hasSize(6).containsOnly(InstanceState.ALIVE);
    }

    @Test
    void makesASuspectAliveByARenewal() {
        register(0, 6);
        clock.forward(LEASE);
        assertThat(states("orders")).containsOnly(InstanceState.SUSPECT);
        long suspect = leases.changes().index(WatchKey.of(ORDERS));

        assertThat(register("orders", 3, 600))
                .isInstanceOfSatisfying(Grant.Granted.class, granted -> assertThat(granted.first())
                        .isFalse());

        assertThat(leases.changes().index(WatchKey.of(ORDERS))).isGreaterThan(suspect);
        assertThat(states("orders").get(3)).isEqualTo(InstanceState.ALIVE);
        assertThat(states("orders").get(2)).isEqualTo(InstanceState.SUSPECT);
    }

    @Test
    void doesNotMakeASuspectAliveByItsOldRegistration() {
        register(0, 6);
        clock.forward(LEASE);
        leases.expire();

        register("orders", 3, 0);

        assertThat(states("orders")).hasSize(6).containsOnly(InstanceState.SUSPECT);
    }

    @Test
    void letsASuspectGoAtItsGoodbye() {
        register(0, 6);
        clock.forward(LEASE);
        leases.expire();

        assertThat(leases.end(record("orders", "i3", 2, clock.instant(), LEASE), "goodbye", "key-1"))
                .isInstanceOf(Grant.Ended.class);

        assertThat(shown()).containsExactly("i0", "i1", "i2", "i4", "i5");
    }

    @Test
    void doesNotBringBackWhatSaidGoodbyeOrCameBackByItself() {
        for (int i = 0; i < 8; i++) {
            register(i, i + 1);
            clock.forward(Duration.ofSeconds(30));
        }
        clock.forward(Duration.ofMinutes(7));
        assertThat(shown()).hasSize(5);
        var unused = leases.end(record("orders", "i0", 2, clock.instant(), LEASE), "goodbye", "key-1");
        register("orders", 1, 660);

        clock.forward(Duration.ofMinutes(4));

        assertThat(shown()).containsExactly("i1", "i2", "i3", "i4", "i5", "i6", "i7");
        assertThat(states("orders").get(0)).isEqualTo(InstanceState.ALIVE);
        assertThat(states("orders").get(1)).isEqualTo(InstanceState.SUSPECT);
    }

    @Test
    void forgetsASuspectWhenItsTimeIsOver() {
        register(0, 6);
        clock.forward(LEASE);
        leases.expire();

        clock.forward(GUARD.time().minusNanos(1));
        assertThat(shown()).hasSize(6);
        clock.forward(Duration.ofNanos(1));
        assertThat(shown()).isEmpty();
        leases.expire();
        assertThat(store.load()).isEmpty();
        assertThat(leases.size()).isZero();
    }

    @Test
    void saysOnceThatAServiceIsGuardedAndOnceThatItIsNoMore() {
        try (LogOf log = LogOf.infoAndAbove("io.cameldiscovery.registry")) {
            for (int i = 0; i < 6; i++) {
                register(i, i + 1);
                clock.forward(Duration.ofSeconds(10));
            }
            clock.forward(LEASE);
            for (int i = 0; i < 100; i++) {
                leases.expire();
                clock.forward(Duration.ofSeconds(10));
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("is the network cut?"))
                    .singleElement()
                    .asString()
                    .containsPattern("lapsed within \\d+ (h|min|s)\\b.* suspect for up to \\d+ (h|min)\\b");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("suspect any more"))
                    .hasSize(1);
        }
    }

    @Test
    void makesRoomForOneThatIsThere() {
        register(0, 10);
        clock.forward(LEASE);
        assertThat(shown()).hasSize(10);

        assertThat(register("orders", 10, 600)).isInstanceOf(Grant.Granted.class);

        assertThat(shown()).hasSize(10).contains("i10");
    }

    @Test
    void bringsBackNoMoreThanItMayKeepOfAService() {
        for (int i = 0; i < 5; i++) {
            register(i, i + 1);
        }
        clock.forward(Duration.ofMinutes(4));
        register(5, 10);
        clock.forward(LEASE.minusMinutes(4));
        assertThat(shown()).as("five lapsed, half of them").hasSize(5);
        register(10, 15);
        clock.forward(Duration.ofMinutes(4));

        assertThat(shown()).hasSize(10).contains("i10", "i11", "i12", "i13", "i14");
    }

    @Test
    void bringsBackNoMoreThanItMayKeepInAll() {
        LeaseSettings tight =
                new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 10, 10);
        leases = new Leases(tight, GUARD, OutageSettings.NONE, store, clock, clock);
        register(0, 5);
        clock.forward(Duration.ofMinutes(4));
        register(5, 10);
        clock.forward(LEASE.minusMinutes(4));
        assertThat(shown()).hasSize(5);
        for (int i = 0; i < 4; i++) {
            register("payments", i, 600);
        }
        clock.forward(Duration.ofMinutes(4));

        assertThat(shown()).hasSize(6);
        assertThat(leases.size()).isEqualTo(10);
    }

    private void register(int from, int to) {
        for (int i = from; i < to; i++) {
            register(
                    "orders",
                    i,
                    Duration.between(HandClock.START, clock.instant()).toSeconds());
        }
    }

    private void renew(int from, int to) {
        register(from, to);
    }

    private Grant register(String service, int i, long seconds) {
        return leases.grant(
                record(service, "i" + i, 1, HandClock.START.plusSeconds(seconds), LEASE),
                "token of i" + i + " " + seconds,
                "key-1");
    }

    private List<String> shown() {
        return leases.of(ORDERS).stream().map(lease -> lease.instance().value()).toList();
    }

    private List<InstanceState> states(String service) {
        return leases.of(new ServiceName(service)).stream().map(leases::state).toList();
    }
}
