package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Registry and store go away for moments, at random, while all instances are silent. */
class AbsencePropertyTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final int INSTANCES = 5;
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration TICK = Duration.ofSeconds(5);
    private static final LeaseSettings TERMS =
            new LeaseSettings(LEASE, Duration.ofMinutes(1), Duration.ofHours(25), 3, 1000, 100);
    private static final PartitionGuardSettings GUARD =
            new PartitionGuardSettings(0.5, 4, Duration.ofMinutes(3), Duration.ofMinutes(5));
    private static final OutageSettings OUTAGE = new OutageSettings(Duration.ofSeconds(10), Duration.ofHours(2));

    /** @param seconds how long it is away, after it was there for longer */
    private record Absence(boolean ofRegistry, int seconds, int secondsBefore) {}

    @Property
    void showsTheSilentAsLongAsTheirLeaseAndNotForMuchLongerThanItWasAway(@ForAll("absences") List<Absence> absences) {
        HandClock clock = new HandClock();
        LeasesTest.Failing store = new LeasesTest.Failing();
        Leases leases = open(store, clock);
        for (int i = 0; i < INSTANCES; i++) {
            var unused = leases.grant(record("orders", "i" + i, 1, clock.instant(), LEASE), "token", "key-1");
        }
        Instant end = clock.instant().plus(LEASE);
        Duration most = Duration.ZERO;
        for (Absence absence : absences) {
            pass(leases, clock, Duration.ofSeconds(absence.secondsBefore()));
            assertShown(leases, clock.instant(), end, most);
            Duration away = Duration.ofSeconds(absence.seconds());
            most = most.plus(away.plus(TICK).multipliedBy(3));
            if (absence.ofRegistry()) {
                clock.forward(away);
                leases = open(store, clock);
            } else {
                store.fails = true;
                pass(leases, clock, away);
                assertShown(leases, clock.instant(), end, most);
                store.fails = false;
                leases.expire();
            }
            assertShown(leases, clock.instant(), end, most);
        }
    }

    private static void assertShown(Leases leases, Instant now, Instant end, Duration most) {
        List<InstanceState> states =
                leases.of(ORDERS).stream().map(leases::state).toList();
        if (now.isBefore(end)) {
            assertThat(states).hasSize(INSTANCES).doesNotContain(InstanceState.SUSPECT);
        }
        if (now.isAfter(end.plus(most))) {
            assertThat(states).doesNotContain(InstanceState.ALIVE);
        }
        if (now.isAfter(end.plus(most).plus(GUARD.time()))) {
            assertThat(states).isEmpty();
        }
    }

    private static Leases open(LeaseStore store, HandClock clock) {
        Leases leases = new Leases(TERMS, GUARD, OUTAGE, store, clock, clock);
        leases.restore();
        leases.expire();
        return leases;
    }

    private static void pass(Leases leases, HandClock clock, Duration time) {
        Duration left = time;
        while (left.compareTo(TICK) > 0) {
            clock.forward(TICK);
            leases.expire();
            left = left.minus(TICK);
        }
        clock.forward(left);
        leases.expire();
    }

    @Provide
    Arbitrary<List<Absence>> absences() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 30),
                        Arbitraries.integers().between(60, 300))
                .as(Absence::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(15);
    }
}
