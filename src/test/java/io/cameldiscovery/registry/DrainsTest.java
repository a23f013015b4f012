package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.goodbye;
import static io.cameldiscovery.registry.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.Drain;
import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.testing.RegistryCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainsTest {

    private static final LeaseSettings TERMS =
            new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 3, 3);
    private static final Duration A_MONTH = Duration.ofDays(30);

    private final MemoryLeaseStore store = new MemoryLeaseStore();
    private final HandClock clock = new HandClock();
    private Leases leases;
    private RegistryCalls registry;

    @BeforeEach
    void open() {
        clock.setWall(NOON);
        restart();
    }

    @Test
    void showsWhoIsDraining() {
        register("a", 1);
        register("b", 1);

        assertThat(drain("a")).isEqualTo(new Outcome.Drained(new Drain(key("orders", "a"), NOON)));

        assertThat(states()).containsExactly(InstanceState.DRAINING, InstanceState.ALIVE);
        undrain("a");
        assertThat(states()).containsExactly(InstanceState.ALIVE, InstanceState.ALIVE);
    }

    @Test
    void goesOnDrainingThroughGoodbyeAndNewRegistration() {
        register("a", 1);
        drain("a");
        registry.withdraw(goodbye("orders", "a", 2, 0), "orders", "a");

        register("a", 3);

        assertThat(states()).containsExactly(InstanceState.DRAINING);
    }

    @Test
    void goesOnDrainingAfterARestart() {
        register("a", 1);
        drain("a");

        restart();

        assertThat(states()).containsExactly(InstanceState.DRAINING);
    }

    @Test
    void drainsNobodyWhoIsNotThere() {
        assertRefused(drain("a"), Problem.UNKNOWN_INSTANCE);
        assertRefused(registry.drain("-", "a"), Problem.BAD_NAME);
        assertRefused(registry.undrain("orders", "a b"), Problem.BAD_NAME);
    }

    @Test
    void maySayTwiceThatAnInstanceIsDrainedOrNot() {
        register("a", 1);
        Outcome first = drain("a");
        registry.withdraw(goodbye("orders", "a", 2, 0), "orders", "a");

        assertThat(drain("a")).as("no longer there, but drained already").isEqualTo(first);
        undrain("a");
        assertThat(undrain("a")).isEqualTo(new Outcome.Undrained(key("orders", "a")));
    }

    @Test
    void keepsSoManyOnly() {
        for (String id : List.of("a", "b", "c")) {
            register(id, 1);
            drain(id);
            registry.withdraw(goodbye("orders", id, 2, 0), "orders", id);
        }
        register("d", 1);

        assertRefused(drain("d"), Problem.TOO_MANY_DRAINED);

        undrain("b");
        assertThat(drain("d")).isInstanceOf(Outcome.Drained.class);
    }

    @Test
    void forgetsThoseThatHaveBeenGoneForAMonth() {
        register("a", 1);
        register("b", 1);
        drain("a");
        registry.withdraw(goodbye("orders", "a", 2, 0), "orders", "a");
        sweep();

        clock.forward(A_MONTH.minusSeconds(1));
        sweep();
        assertThat(leases.drains().contains(key("orders", "a"))).isTrue();
        clock.forward(Duration.ofSeconds(1));
        sweep();

        assertThat(leases.drains().contains(key("orders", "a"))).isFalse();
        assertThat(store.drains().load()).isEmpty();
    }

    @Test
    void forgetsThemThoughItStartedAgainMeanwhile() {
        register("a", 1);
        drain("a");
        registry.withdraw(goodbye("orders", "a", 2, 0), "orders", "a");
        for (int restart = 0; restart < 10; restart++) {
            clock.forward(Duration.ofDays(3).minusSeconds(1));
            sweep();
            restart();
            sweep();
        }
        assertThat(leases.drains().contains(key("orders", "a"))).isTrue();
        clock.forward(Duration.ofDays(1));
        sweep();

        assertThat(leases.drains().contains(key("orders", "a"))).isFalse();
    }

    @Test
    void countsFromTheDayOnWhichTheInstanceWasThereLast() {
        register("a", 1);
        drain("a");
        clock.forward(A_MONTH);
        register("a", 2);
        sweep();
        registry.withdraw(goodbye("orders", "a", 3, 0), "orders", "a");
        sweep();
        restart();

        clock.forward(A_MONTH.minusSeconds(1));
        sweep();
        sweep();
        assertThat(leases.drains().contains(key("orders", "a"))).isTrue();
    }

    @Test
    void givesInstancesADayToComeBackToARegistryThatWasAwayForAMonth() {
        register("a", 1);
        drain("a");
        registry.withdraw(goodbye("orders", "a", 2, 0), "orders", "a");
        clock.forward(A_MONTH.multipliedBy(2));
        restart();
        sweep();
        clock.forward(Duration.ofDays(1).minusSeconds(1));
        sweep();
        assertThat(leases.drains().contains(key("orders", "a"))).isTrue();

        clock.forward(Duration.ofSeconds(1));
        sweep();
        assertThat(leases.drains().contains(key("orders", "a"))).isFalse();
    }

    @Test
    void countsTheMonthAnewWhenTheInstanceComesBack() {
        register("a", 1);
        drain("a");
        registry.withdraw(goodbye("orders", "a", 2, 0), "orders", "a");
        sweep();
        clock.forward(A_MONTH.minusSeconds(1));
        register("a", 3);
        sweep();
        registry.withdraw(goodbye("orders", "a", 4, 0), "orders", "a");
        sweep();

        clock.forward(A_MONTH.minusSeconds(1));
        sweep();

        assertThat(leases.drains().contains(key("orders", "a"))).isTrue();
    }

    @Test
    void forgetsNobodyWhoIsThereForHoweverLong() {
        register("a", 1);
        drain("a");
        for (long i = 2; i < 400; i++) {
            clock.forward(Duration.ofHours(5));
            register("a", i);
            sweep();
        }

        assertThat(states()).containsExactly(InstanceState.DRAINING);
    }

    @Test
    void tellsOfEachChangeOnce() {
        ArrayList<ServiceRecord.Key> changes = new ArrayList<>();
        leases.drains().onChange(changes::add);
        register("a", 1);

        drain("a");
        drain("a");
        assertThat(changes).containsExactly(key("orders", "a"));
        undrain("a");
        undrain("a");
        assertThat(changes).hasSize(2);
    }

    @Test
    void drainsNobodyWhileTheStoreIsDown() {
        register("a", 1);
        store.close();

        assertThat(drain("a")).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.problem()).isEqualTo(Problem.STORE_UNAVAILABLE);
            assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        });
        assertThat(states()).containsExactly(InstanceState.ALIVE);
    }

    @Test
    void takesUpWhatItMissed() {
        register("a", 1);
        register("b", 1);
        drain("a");
        DrainStore.Listener[] follower = new DrainStore.Listener[1];
        DrainStore shared = new DrainStore() {
            @Override
            public List<Drain> load() {
                return List.of(new Drain(key("orders", "a"), NOON));
            }

            @Override
            public java.util.concurrent.CompletableFuture<Void> save(Drain drain) {
                throw new AssertionError("not asked for");
            }

            @Override
            public java.util.concurrent.CompletableFuture<Void> seen(java.util.Collection<Drain> known, Instant now) {
                throw new AssertionError("not asked for");
            }

            @Override
            public java.util.concurrent.CompletableFuture<Void> remove(java.util.Collection<ServiceRecord.Key> keys) {
                throw new AssertionError("not asked for");
            }

            @Override
            public void watch(Listener listener) {
                follower[0] = listener;
            }
        };
        Drains drains = new Drains(shared, 3, key -> true, clock, clock);
        drains.restore();

        follower[0].missed(List.of(new Drain(key("orders", "b"), NOON)));

        assertThat(drains.contains(key("orders", "a"))).isFalse();
        assertThat(drains.contains(key("orders", "b"))).isTrue();
    }

    private void restart() {
        leases = new Leases(TERMS, store, clock, clock);
        leases.restore();
        registry = new RegistryCalls(Samples::judge, leases, Duration.ofMinutes(1), Duration.ofSeconds(7));
    }

    private void register(String instance, long sequence) {
        Outcome outcome = registry.register(announce("orders", instance, sequence, 0), "orders", instance);
        assertThat(outcome).isInstanceOf(Outcome.Registered.class);
    }

    /** As the route expire-leases does. */
    private void sweep() {
        leases.expire();
        leases.drains().sweep();
    }

    private Outcome drain(String instance) {
        return registry.drain("orders", instance);
    }

    private Outcome undrain(String instance) {
        return registry.undrain("orders", instance);
    }

    private List<InstanceState> states() {
        return ((Outcome.Found) registry.lookUp("orders"))
                .instances().stream().map(Outcome.Instance::state).toList();
    }

    private static void assertRefused(Outcome outcome, Problem problem) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.problem())
                .isEqualTo(problem));
    }
}
