package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry is away for a while and comes back with what its store kept. */
class RestartTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Duration LEASE = Duration.ofMinutes(30);
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final Duration TICK = Duration.ofSeconds(5);
    private static final LeaseSettings TERMS =
            new LeaseSettings(LEASE, Duration.ofMinutes(1), Duration.ofHours(25), 3, 1000, 100);
    private static final PartitionGuardSettings GUARD =
            new PartitionGuardSettings(0.5, 4, Duration.ofMinutes(10), Duration.ofMinutes(15));

    private final HandClock clock = new HandClock();
    private final MemoryLeaseStore store = new MemoryLeaseStore();
    private Leases leases = open();

    @BeforeEach
    void registerOne() {
        register("a");
        leases.expire();
    }

    @Test
    void goesOnWithTheTimeThatWasLeft() {
        pass(LEASE.minusMinutes(2));

        restart(TICK);

        assertThat(left("a")).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void countsTheTimeAwayOnlyForThoseThatHadLittleLeft() {
        pass(Duration.ofMinutes(10));

        restart(Duration.ofMinutes(5));

        assertThat(left("a")).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void givesThoseThatCouldNotRenewTheGrace() {
        restart(Duration.ofHours(3));

        assertThat(states()).containsExactly(InstanceState.ALIVE);
        assertThat(left("a")).isEqualTo(GRACE);
    }

    @Test
    void givesTheGraceAgainIfItGoesAwayBeforeThatIsOver() {
        restart(Duration.ofHours(3));
        pass(GRACE.minusMinutes(1));
        restart(TICK);
        assertThat(states()).hasSize(1);

        pass(GRACE);
        assertThat(states()).isEmpty();
    }

    @Test
    void givesTheGraceToAllIfTheStoreDoesNotKnowForHowLongItWasAway() {
        MemoryLeaseStore old = new MemoryLeaseStore();
        store.load().forEach(old::save);
        clock.forward(Duration.ofDays(2));
        leases = new Leases(TERMS, GUARD, OutageSettings.NONE, old, clock, clock);
        leases.restore();

        assertThat(left("a")).isEqualTo(GRACE);
    }

    @Test
    void givesTheGraceToAllIfTheClockWasAheadBefore() {
        clock.forward(Duration.ofHours(1));
        store.saveRenewableUntil(clock.instant().plus(Duration.ofDays(9)));

        leases = open();

        assertThat(left("a")).isEqualTo(GRACE);
    }

    @Test
    void takesNobodyForDeadWhenSomebodySetTheClock() {
        clock.setWall(clock.instant().plus(Duration.ofHours(7)));
        leases.expire();
        pass(Duration.ofMinutes(1));

        restart(TICK);

        assertThat(states()).containsExactly(InstanceState.ALIVE);
    }

    @Test
    void bringsNobodyBackWhoseLeaseWasOverBefore() {
        pass(LEASE.plusMinutes(9));
        assertThat(states()).isEmpty();

        restart(TICK);

        assertThat(states()).isEmpty();
        assertThat(leases.grant(record("orders", "a", 1, HandClock.START, LEASE), "token a", "key-1"))
                .isInstanceOf(Grant.Older.class);
        pass(GUARD.interval());
        assertThat(store.load()).isEmpty();
    }

    @Test
    void keepsNobodyForEverWhoIsDeadHoweverOftenItStartsAgain() {
        for (int minute = 0; minute < 33; minute++) {
            pass(Duration.ofMinutes(1));
            restart(TICK);
        }
        assertThat(states()).isEmpty();
    }

    @Test
    void keepsSuspectsAsSuspectsWithTheEndThatTheyHad() {
        for (String id : List.of("b", "c", "d", "e")) {
            register(id);
        }
        pass(LEASE);
        assertThat(states()).hasSize(5).containsOnly(InstanceState.SUSPECT);

        for (int minute = 1; minute < GUARD.time().toMinutes(); minute++) {
            restart(TICK);
            pass(Duration.ofSeconds(55));
            assertThat(states())
                    .as("%d minutes after their end", minute)
                    .hasSize(5)
                    .containsOnly(InstanceState.SUSPECT);
        }
        pass(Duration.ofMinutes(1));
        assertThat(states()).isEmpty();
        assertThat(store.load()).isEmpty();
    }

    @Test
    void makesThoseSuspectThatDoNotComeBackInTheGrace() {
        for (String id : List.of("b", "c", "d", "e")) {
            register(id);
        }
        restart(Duration.ofHours(3));
        assertThat(states()).hasSize(5).containsOnly(InstanceState.ALIVE);

        pass(GRACE);

        assertThat(states()).hasSize(5).containsOnly(InstanceState.SUSPECT);
    }

    @Test
    void showsWhatTheRegistriesShowThatWentOn() {
        pass(Duration.ofMinutes(25));
        for (String id : List.of("b", "c", "d", "e")) {
            register(id);
        }
        pass(Duration.ofMinutes(10));
        Leases other = open();
        assertThat(shown(other)).isEqualTo(shown(leases)).doesNotContain("a");
        pass(LEASE.minusMinutes(10));

        assertThat(shown(open())).isEqualTo(shown(leases)).hasSize(4);
        assertThat(shown(other)).isEqualTo(shown(leases));
    }

    private Leases open() {
        Leases opened = new Leases(TERMS, GUARD, OutageSettings.NONE, store, clock, clock);
        opened.restore();
        return opened;
    }

    private void restart(Duration away) {
        clock.forward(away);
        leases = open();
    }

    /** Time goes by, in the steps in which a registry looks after its leases. */
    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(TICK)) {
            clock.forward(TICK);
            leases.expire();
        }
    }

    private void register(String instance) {
        var unused = leases.grant(record("orders", instance, 1, clock.instant(), LEASE), "token " + instance, "key-1");
    }

    private Duration left(String instance) {
        return leases.left(Samples.key("orders", instance));
    }

    private List<InstanceState> states() {
        return leases.of(ORDERS).stream().map(leases::state).toList();
    }

    private static List<String> shown(Leases leases) {
        return leases.of(ORDERS).stream().map(lease -> lease.instance().value()).toList();
    }
}
