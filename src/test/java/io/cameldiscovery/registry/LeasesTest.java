package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.registry.store.StoreUnavailableException;
import io.cameldiscovery.registry.store.StoredLease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeasesTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final LeaseSettings TERMS =
            new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 5, 3);

    private final Failing store = new Failing();
    private long nanos = 17;
    private Instant wallClock = NOON;
    private final Clock wall = new TestClock();
    private Leases leases = new Leases(TERMS, store, () -> nanos, wall);

    @Test
    void grantsWhatTheTokenAsksForAndShowsIt() {
        Grant grant = register("orders", "a", 1, 0);

        assertThat(grant).isInstanceOfSatisfying(Grant.Granted.class, granted -> {
            assertThat(granted.first()).isTrue();
            assertThat(granted.durable()).isCompleted();
            assertThat(granted.lease().term()).isEqualTo(TEN_MINUTES);
        });
        pass(Duration.ofSeconds(90));
        assertThat(leases.of(ORDERS)).singleElement().satisfies(lease -> {
            assertThat(lease.token()).isEqualTo("orders/a 1.1 +0");
            assertThat(lease.age(nanos)).isEqualTo(Duration.ofSeconds(90));
            assertThat(lease.remaining(nanos)).isEqualTo(TEN_MINUTES.minusSeconds(90));
        });
        assertThat(leases.services()).isEqualTo(Map.of(ORDERS, 1));
    }

    @Test
    void outlastsNoTokenByMoreThanClocksMayDiffer() {
        LeaseSettings compared = new LeaseSettings(
                Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 5, 3, Duration.ofSeconds(30));
        leases = new Leases(compared, store, () -> nanos, wall);

        assertThat(termOf("a", NOON.minus(Duration.ofMinutes(4)))).isEqualTo(Duration.ofSeconds(6 * 60 + 30));
        assertThat(termOf("b", NOON.minus(TEN_MINUTES).minusSeconds(29))).isEqualTo(Duration.ofSeconds(1));
        assertThat(termOf("c", NOON.plusSeconds(30))).isEqualTo(TEN_MINUTES);
    }

    private Duration termOf(String instance, Instant issued) {
        Grant grant = leases.grant(record("orders", instance, 1, issued, TEN_MINUTES), "token", "key");
        return ((Grant.Granted) grant).lease().term();
    }

    @Test
    void grantsNoMoreThanTheLongestLease() {
        ServiceRecord record = record("orders", "a", 1, NOON, Duration.ofDays(3));

        assertThat(leases.grant(record, "token", "key"))
                .isInstanceOfSatisfying(
                        Grant.Granted.class,
                        granted -> assertThat(granted.lease().term()).isEqualTo(Duration.ofMinutes(30)));
    }

    @Test
    void refusesAnOlderSequenceAndKeepsTheNewest() {
        register("orders", "a", 5, 0);

        assertThat(register("orders", "a", 4, 60)).isInstanceOf(Grant.Older.class);
        assertThat(tokens()).containsExactly("orders/a 1.5 +0");
    }

    @Test
    void renewsWithTheSameSequenceSignedLater() {
        register("orders", "a", 5, 0);
        pass(Duration.ofMinutes(8));

        assertThat(register("orders", "a", 5, 480))
                .isInstanceOfSatisfying(Grant.Granted.class, granted -> assertThat(granted.first())
                        .isFalse());

        pass(Duration.ofMinutes(8));
        assertThat(tokens()).containsExactly("orders/a 1.5 +480");
    }

    @Test
    void doesNotLengthenTheLeaseForATokenHeardBefore() {
        register("orders", "a", 5, 60);
        pass(Duration.ofMinutes(6));

        for (long issued : new long[] {60, 30}) {
            assertThat(register("orders", "a", 5, issued)).isInstanceOfSatisfying(Grant.Granted.class, granted -> {
                assertThat(granted.first()).isFalse();
                assertThat(granted.lease().remaining(nanos)).isEqualTo(Duration.ofMinutes(4));
            });
        }
        assertThat(tokens()).containsExactly("orders/a 1.5 +60");
    }

    @Test
    void forgetsALeaseTheMomentItIsOver() {
        register("orders", "a", 1, 0);

        pass(TEN_MINUTES.minusNanos(1));
        assertThat(tokens()).hasSize(1);
        pass(Duration.ofNanos(1));
        assertThat(tokens()).isEmpty();
        assertThat(leases.services()).isEmpty();
    }

    @Test
    void sweepsUpInMemoryAndInTheStore() {
        register("orders", "a", 1, 0);
        pass(Duration.ofMinutes(5));
        register("orders", "b", 1, 300);
        pass(Duration.ofMinutes(5));

        assertThat(leases.expire()).isEqualTo(1);

        assertThat(leases.size()).isEqualTo(1);
        assertThat(store.load()).extracting(StoredLease::key).containsExactly(key("orders", "b"));
        assertThat(leases.expire()).isZero();
    }

    @Test
    void sweepsUpInTheStoreLaterWhatItCouldNotSweepUpNow() {
        register("orders", "a", 1, 0);
        pass(TEN_MINUTES);
        store.fails = true;
        leases.expire();
        store.fails = false;
        assertThat(store.load()).hasSize(1);

        leases.expire();

        assertThat(store.load()).isEmpty();
    }

    @Test
    void goesByTheMonotonicClockWhateverTheWallClockDoes() {
        register("orders", "a", 1, 0);
        wallClock = NOON.plus(Duration.ofDays(365));
        leases.expire();

        assertThat(tokens()).hasSize(1);
    }

    @Test
    void endsTheLeaseOfTheInstanceThatSaysGoodbye() {
        register("orders", "a", 1, 0);
        register("orders", "b", 1, 0);

        assertThat(goodbye("orders", "a", 2, 10)).isInstanceOf(Grant.Ended.class);

        assertThat(tokens()).containsExactly("orders/b 1.1 +0");
        assertThat(goodbye("orders", "a", 2, 10)).isInstanceOf(Grant.Ended.class);
    }

    @Test
    void takesAGoodbyeFromAnInstanceThatNeverRegistered() {
        assertThat(goodbye("orders", "a", 2, 10)).isInstanceOf(Grant.Ended.class);
        assertThat(register("orders", "a", 1, 5)).isInstanceOf(Grant.Older.class);
    }

    @Test
    void ignoresAnOldGoodbye() {
        goodbye("orders", "a", 1, 10);
        register("orders", "a", 2, 20);

        assertThat(goodbye("orders", "a", 1, 10)).isInstanceOf(Grant.Older.class);
        assertThat(tokens()).containsExactly("orders/a 1.2 +20");
    }

    @Test
    void doesNotBringAnInstanceBackByAReplayedRegistration() {
        register("orders", "a", 1, 0);
        goodbye("orders", "a", 1, 10);

        assertThat(register("orders", "a", 1, 0)).isInstanceOf(Grant.Older.class);
        assertThat(register("orders", "a", 1, 10)).isInstanceOf(Grant.Older.class);
        assertThat(tokens()).isEmpty();

        assertThat(register("orders", "a", 2, 20)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void remembersGoodbyesAcrossARestart() {
        register("orders", "a", 1, 0);
        goodbye("orders", "a", 1, 10);

        restart(Duration.ofMinutes(20));

        assertThat(leases.size()).isZero();
        assertThat(register("orders", "a", 1, 0)).isInstanceOf(Grant.Older.class);
    }

    @Test
    void forgetsGoodbyesInTimeAndClearsThemFromTheStore() {
        goodbye("orders", "a", 1, 10);
        pass(TERMS.memory());
        leases.expire();

        assertThat(store.load()).isEmpty();
        assertThat(register("orders", "a", 1, 0)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void remembersNoMoreGoodbyesThanItMay() {
        for (int i = 0; i < 50; i++) {
            goodbye("orders", "i" + i, 1, 10);
        }
        leases.expire();

        assertThat(store.load()).hasSize(5);
        assertThat(register("orders", "i49", 1, 0)).isInstanceOf(Grant.Older.class);
        assertThat(register("orders", "i0", 1, 0)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void doesNotBringAnInstanceBackByTheTokenOfItsLapsedLease() {
        register("orders", "a", 1, 0);
        pass(TEN_MINUTES);

        assertThat(register("orders", "a", 1, 0)).isInstanceOf(Grant.Older.class);
        assertThat(register("orders", "a", 1, 600)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void refusesToRenewWithAnotherKeyWithinOneEpoch() {
        register("orders", "a", 1, 0);

        for (Sequence sequence : List.of(new Sequence(1, 1), new Sequence(1, 9), new Sequence(0, 9))) {
            assertThat(registerBy("key-2", sequence)).isEqualTo(new Grant.Conflict("key-1", "key-2"));
        }
        assertThat(tokens()).containsExactly("orders/a 1.1 +0");
    }

    @Test
    void takesAnotherKeyAfterARestartOfTheInstanceAndNoMoreTheOneBefore() {
        register("orders", "a", 5, 0);

        assertThat(registerBy("key-2", new Sequence(2, 0))).isInstanceOfSatisfying(Grant.Granted.class, granted -> {
            assertThat(granted.first()).isFalse();
            assertThat(granted.lease().keyId()).isEqualTo("key-2");
        });
        assertThat(register("orders", "a", 6, 60)).isEqualTo(new Grant.Conflict("key-2", "key-1"));
        assertThat(tokens()).containsExactly("2.0 by key-2");
    }

    @Test
    void takesNoGoodbyeOfAnotherKeyWhateverItsEpoch() {
        register("orders", "a", 1, 0);

        assertThat(goodbyeBy("key-2", new Sequence(1, 1))).isEqualTo(new Grant.Conflict("key-1", "key-2"));
        assertThat(goodbyeBy("key-2", new Sequence(9, 0))).isEqualTo(new Grant.Conflict("key-1", "key-2"));

        assertThat(tokens()).containsExactly("orders/a 1.1 +0");
    }

    @Test
    void remembersWhoseKeyItWasWhenAnInstanceHasLeft() {
        register("orders", "a", 1, 0);
        goodbye("orders", "a", 1, 10);
        restart(Duration.ofMinutes(20));

        assertThat(registerBy("key-2", new Sequence(1, 9))).isEqualTo(new Grant.Conflict("key-1", "key-2"));
        assertThat(goodbyeBy("key-2", new Sequence(1, 9))).isEqualTo(new Grant.Conflict("key-1", "key-2"));
        assertThat(registerBy("key-2", new Sequence(2, 0))).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void remembersWhoseKeyItWasWhenALeaseHasLapsed() {
        register("orders", "a", 1, 0);
        pass(TEN_MINUTES);

        assertThat(registerBy("key-2", new Sequence(1, 9))).isEqualTo(new Grant.Conflict("key-1", "key-2"));
        assertThat(registerBy("key-2", new Sequence(2, 0))).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void remembersAcrossARestartWhoseLeaseItIs() {
        register("orders", "a", 1, 0);
        restart(Duration.ofMinutes(3));

        assertThat(registerBy("key-2", new Sequence(1, 9))).isEqualTo(new Grant.Conflict("key-1", "key-2"));
        assertThat(goodbyeBy("key-2", new Sequence(2, 0))).isEqualTo(new Grant.Conflict("key-1", "key-2"));
        assertThat(tokens()).containsExactly("orders/a 1.1 +0");
    }

    @Test
    void refusesNewInstancesWhenItIsFullButRenewsTheOthers() {
        for (String service : List.of("a", "b", "c", "d", "e")) {
            register(service, "x", 1, 0);
        }

        assertThat(register("f", "x", 1, 0)).isEqualTo(new Grant.RegistryFull(5));
        assertThat(register("a", "x", 1, 60)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void refusesMoreInstancesOfOneServiceThanItMayKeep() {
        for (String instance : List.of("a", "b", "c")) {
            register("orders", instance, 1, 0);
        }

        assertThat(register("orders", "d", 1, 0)).isEqualTo(new Grant.ServiceFull(3));
        assertThat(register("payments", "d", 1, 0)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void goesOnAfterARestartWithTheTimeThatWasLeft() {
        register("orders", "a", 1, 0);
        pass(Duration.ofMinutes(2));

        restart(Duration.ofMinutes(3));

        assertThat(leases.of(ORDERS)).singleElement().satisfies(lease -> {
            assertThat(lease.token()).isEqualTo("orders/a 1.1 +0");
            assertThat(lease.remaining(nanos)).isEqualTo(Duration.ofMinutes(5));
            assertThat(lease.age(nanos)).isEqualTo(Duration.ofMinutes(5));
        });
    }

    @Test
    void givesEveryLeaseTheGraceAfterARestart() {
        register("orders", "a", 1, 0);

        restart(Duration.ofDays(2));

        assertThat(leases.of(ORDERS)).singleElement().satisfies(lease -> assertThat(lease.remaining(nanos))
                .isEqualTo(TEN_MINUTES.dividedBy(TERMS.renewals())));
    }

    @Test
    void givesNoMoreThanTheLeaseAfterARestartWithTheClockSetBack() {
        register("orders", "a", 1, 0);

        restart(Duration.ofDays(-2));

        assertThat(leases.of(ORDERS)).singleElement().satisfies(lease -> {
            assertThat(lease.remaining(nanos)).isEqualTo(TEN_MINUTES);
            assertThat(lease.age(nanos)).isZero();
        });
    }

    @Test
    void registersNothingThatTheStoreRefuses() {
        register("orders", "a", 1, 0);
        store.fails = true;

        assertNotDurable(register("orders", "a", 2, 60));
        assertNotDurable(register("orders", "b", 1, 0));
        assertNotDurable(goodbye("orders", "a", 2, 70));

        assertThat(tokens()).containsExactly("orders/a 1.1 +0");
    }

    @Test
    void writesARepeatedRegistrationAgainBecauseTheFirstMayHaveBeenLost() {
        register("orders", "a", 1, 0);
        store.remove(List.of(key("orders", "a"))).join();

        register("orders", "a", 1, 0);

        assertThat(store.load()).hasSize(1);
    }

    @Test
    void keepsToItsLimitsWhenManyRegisterAtOnce() {
        LeaseSettings terms = new LeaseSettings(TEN_MINUTES, Duration.ZERO, TEN_MINUTES, 3, 500, 500);
        leases = new Leases(terms, store, () -> nanos, wall);

        long granted = IntStream.range(0, 2000)
                .parallel()
                .mapToObj(i -> register("orders", "i" + i, 1, 0))
                .filter(Grant.Granted.class::isInstance)
                .count();

        assertThat(granted).isEqualTo(500);
        assertThat(leases.size()).isEqualTo(500);
        assertThat(leases.of(ORDERS)).hasSize(500);
        assertThat(store.load()).hasSize(500);
    }

    private static void assertNotDurable(Grant grant) {
        CompletableFuture<Void> durable =
                grant instanceof Grant.Granted granted ? granted.durable() : ((Grant.Ended) grant).durable();
        assertThatThrownBy(durable::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class);
    }

    private Grant register(String service, String instance, long sequence, long afterNoon) {
        ServiceRecord record = record(service, instance, sequence, NOON.plusSeconds(afterNoon), TEN_MINUTES);
        return leases.grant(record, record.key() + " " + record.sequence() + " +" + afterNoon, "key-1");
    }

    private Grant goodbye(String service, String instance, long sequence, long afterNoon) {
        ServiceRecord record = record(service, instance, sequence, NOON.plusSeconds(afterNoon), TEN_MINUTES);
        return leases.end(record, "goodbye", "key-1");
    }

    private Grant registerBy(String keyId, Sequence sequence) {
        return leases.grant(ofA(sequence), sequence + " by " + keyId, keyId);
    }

    private Grant goodbyeBy(String keyId, Sequence sequence) {
        return leases.end(ofA(sequence), "goodbye", keyId);
    }

    private static ServiceRecord ofA(Sequence sequence) {
        return record("orders", "a", sequence, NOON.plusSeconds(30), TEN_MINUTES);
    }

    private List<String> tokens() {
        return leases.of(ORDERS).stream().map(Lease::token).toList();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        wallClock = wallClock.plus(time);
    }

    private void restart(Duration down) {
        wallClock = wallClock.plus(down);
        nanos = -4_000_000_000_000L;
        leases = new Leases(TERMS, store, () -> nanos, wall);
        leases.restore();
    }

    private final class TestClock extends Clock {
        @Override
        public Instant instant() {
            return wallClock;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    /** A store in memory that can be told to refuse. */
    static final class Failing implements LeaseStore {

        private final MemoryLeaseStore store = new MemoryLeaseStore();
        boolean fails;

        @Override
        public DrainStore drains() {
            return store.drains();
        }

        @Override
        public List<StoredLease> load() {
            return store.load();
        }

        @Override
        public CompletableFuture<Void> save(StoredLease lease) {
            return fails ? refused() : store.save(lease);
        }

        @Override
        public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
            return fails ? refused() : store.remove(keys);
        }

        @Override
        public CompletableFuture<Void> saveRenewableUntil(Instant moment) {
            return fails ? refused() : store.saveRenewableUntil(moment);
        }

        @Override
        public boolean isInReach() {
            return !fails;
        }

        @Override
        public Instant renewableUntil() {
            return store.renewableUntil();
        }

        private static CompletableFuture<Void> refused() {
            return CompletableFuture.failedFuture(new StoreUnavailableException("told to refuse"));
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
