package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.at;
import static io.cameldiscovery.registry.Samples.judge;
import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.record;
import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.registry.Samples.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryDrainStore;
import io.cameldiscovery.registry.store.StoreUnavailableException;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.registry.store.SupersededException;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.token.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases over a store that other registries write to as well. */
class SharedLeasesTest {

    private static final LeaseSettings TERMS =
            new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 100, 100);

    private final ByHand store = new ByHand();
    private long nanos = 17;
    private final Leases leases = new Leases(TERMS, store, () -> nanos, Clock.fixed(NOON, ZoneOffset.UTC));

    @BeforeEach
    void follow() {
        leases.restore();
    }

    @Test
    void showsWhatOthersRegisterForAsLongAsTheyGrantedIt() {
        store.listener.saved(stored("orders", "a", 1));

        nanos += Duration.ofMinutes(30).toNanos() - 1;
        assertThat(tokens()).containsExactly("token-a-1");
        nanos += 1;
        assertThat(tokens()).isEmpty();
    }

    @Test
    void takesTheNewerOfTwoHoweverTheyCome() {
        store.listener.saved(stored("orders", "a", 5));
        store.listener.saved(stored("orders", "a", 4));

        assertThat(tokens()).containsExactly("token-a-5");
        assertThat(register(4)).isInstanceOf(Grant.Older.class);
    }

    @Test
    void endsALeaseByAGoodbyeThatAnotherRegistryTook() {
        store.listener.saved(stored("orders", "a", 5));
        store.listener.saved(withdrawn(stored("orders", "a", 5)));

        assertThat(tokens()).isEmpty();
        assertThat(register(5)).isInstanceOf(Grant.Older.class);
        store.listener.saved(stored("orders", "a", 6));
        assertThat(tokens()).containsExactly("token-a-6");
    }

    @Test
    void endsALeaseThatAnotherRegistryRemovedButNotANewerOne() {
        store.listener.saved(stored("orders", "a", 5));
        store.listener.removed(key("orders", "a"), stored("orders", "a", 4));
        assertThat(tokens()).containsExactly("token-a-5");

        store.listener.removed(key("orders", "a"), stored("orders", "a", 5));
        assertThat(tokens()).isEmpty();
    }

    @Test
    void keepsWhatIsBeingWrittenWhenItIsToldOfARemovalBefore() {
        register(5);
        store.listener.removed(key("orders", "a"), null);
        assertThat(tokens()).hasSize(1);

        store.writes.get(0).complete(null);
        store.listener.removed(key("orders", "a"), null);
        assertThat(tokens()).isEmpty();
    }

    @Test
    void givesWayToTheStatementThatAnotherRegistryWroteFirst() {
        Grant lost = register(5);
        StoredLease known = stored("orders", "a", 7);

        store.writes.get(0).completeExceptionally(new SupersededException(known, Precedence.OLDER));

        assertThat(tokens()).containsExactly("token-a-7");
        assertThatThrownBy(((Grant.Granted) lost).durable()::join).hasCauseInstanceOf(SupersededException.class);
        assertThat(register(6)).isInstanceOf(Grant.Older.class);
    }

    @Test
    void givesWayToALeaseOfAnotherKeyEvenIfThatIsNoNewer() {
        register(5);
        StoredLease known = new StoredLease(
                key("orders", "a"),
                Version.of(recordOf(2), "key-2"),
                "first",
                Duration.ofMinutes(5),
                NOON.plusSeconds(1),
                false);

        store.writes.get(0).completeExceptionally(new SupersededException(known, Precedence.CONFLICT));

        assertThat(tokens()).containsExactly("first");
    }

    @Test
    void showsWhatTheStoreDecidedThoughItContradictsWhatIsHeld() {
        store.listener.saved(stored("orders", "a", 5));
        store.listener.saved(byAnotherKey("second", 2));

        assertThat(tokens()).containsExactly("second");
    }

    @Test
    void holdsToWhatItWritesUntilTheStoreHasDecided() {
        register(5);
        StoredLease other = byAnotherKey("second", 9);
        store.listener.saved(other);
        assertThat(tokens()).containsExactly("token of 5");

        store.writes.get(0).completeExceptionally(new SupersededException(other, Precedence.CONFLICT));
        assertThat(tokens()).containsExactly("second");
    }

    @Test
    void keepsWhatIsBeingWrittenWhenAnotherRegistrySweepsUpWhatItReplaces() {
        register(5);
        store.listener.removed(key("orders", "a"), stored("orders", "a", 5));

        assertThat(tokens()).hasSize(1);
    }

    @Test
    void wakesThoseWhoWatchWhenItGivesWayToOtherContentOfTheSameSequence() {
        register(5);
        ServiceRecord elsewhere = ((Announcement)
                        ((Verdict.Trusted) judge(at("10.7.0.6", announce("orders", "a", 5, 0)))).message())
                .record();
        StoredLease known = new StoredLease(
                key("orders", "a"),
                Version.of(elsewhere, "key-1"),
                "elsewhere",
                Duration.ofMinutes(5),
                NOON.plus(Duration.ofMinutes(5)),
                false);
        long index = leases.changes().index(WatchKey.of(new ServiceName("orders")));

        store.writes.get(0).completeExceptionally(new SupersededException(known, Precedence.CONFLICT));

        assertThat(tokens()).containsExactly("elsewhere");
        assertThat(leases.changes().index(WatchKey.of(new ServiceName("orders"))))
                .isNotEqualTo(index);
    }

    private static StoredLease byAnotherKey(String token, long sequence) {
        return new StoredLease(
                key("orders", "a"),
                Version.of(recordOf(sequence), "key-2"),
                token,
                Duration.ofMinutes(5),
                NOON.plus(Duration.ofMinutes(5)),
                false);
    }

    @Test
    void givesTheStatementThatItGivesWayToNoMoreTimeThanIsLeftOfIt() {
        register(5);
        StoredLease known = stored("orders", "a", 7);
        StoredLease longAgo =
                new StoredLease(known.key(), known.version(), known.token(), known.term(), NOON.plusSeconds(90), false);

        store.writes.get(0).completeExceptionally(new SupersededException(longAgo, Precedence.OLDER));

        nanos += Duration.ofSeconds(90).toNanos() - 1;
        assertThat(tokens()).containsExactly("token-a-7");
        nanos += 1;
        assertThat(tokens()).isEmpty();
    }

    @Test
    void bringsALeaseBackWhoseGoodbyeCameTooLate() {
        store.listener.saved(stored("orders", "a", 5));
        leases.end(recordOf(6), "goodbye", "key-1");
        assertThat(tokens()).isEmpty();

        store.writes.get(0).completeExceptionally(new SupersededException(stored("orders", "a", 8), Precedence.OLDER));

        assertThat(tokens()).containsExactly("token-a-8");
    }

    @Test
    void writesAgainWhatTheStoreCouldNotConfirm() {
        register(5);
        store.writes.get(0).completeExceptionally(new StoreUnavailableException("away"));

        leases.expire();
        assertThat(store.saved)
                .hasSize(2)
                .allMatch(lease -> lease.version().sequence().equals(new Sequence(1, 5)));

        store.writes.get(1).complete(null);
        leases.expire();
        assertThat(store.saved).hasSize(2);
    }

    @Test
    void doesNotWriteAgainWhatIsOutdated() {
        register(5);
        store.writes.get(0).completeExceptionally(new StoreUnavailableException("away"));
        store.listener.saved(stored("orders", "a", 6));

        leases.expire();

        assertThat(store.saved).hasSize(1);
    }

    @Test
    void takesUpEverythingAnewWhenItMissedSomething() {
        store.listener.saved(stored("orders", "gone", 1));
        store.listener.saved(stored("orders", "old", 1));
        store.listener.saved(stored("orders", "same", 1));
        register(5);

        store.listener.missed(
                () -> List.of(stored("orders", "same", 1), stored("orders", "old", 2), stored("orders", "new", 1)));

        assertThat(tokens()).containsExactly("token of 5", "token-new-1", "token-old-2", "token-same-1");
    }

    @Test
    void keepsASuspectThatAnotherRegistryHasSweptUpButNotOneThatSaidGoodbye() {
        HandClock clock = new HandClock();
        PartitionGuardSettings guard =
                new PartitionGuardSettings(0.5, 4, Duration.ofMinutes(5), Duration.ofMinutes(15));
        Leases guarded = new Leases(TERMS, guard, OutageSettings.NONE, store, clock, clock);
        guarded.restore();
        StoredLease[] four = new StoredLease[4];
        for (int i = 0; i < four.length; i++) {
            four[i] = new StoredLease(
                    key("orders", "i" + i),
                    stored("orders", "i" + i, 1).version(),
                    "token",
                    Duration.ofMinutes(30),
                    clock.instant().plus(Duration.ofMinutes(30)),
                    false);
            store.listener.saved(four[i]);
        }
        clock.forward(Duration.ofMinutes(30));
        assertThat(guarded.of(new ServiceName("orders"))).hasSize(4).allMatch(Lease::suspect);

        store.listener.removed(four[0].key(), four[0]);
        store.listener.saved(withdrawn(four[1]));
        store.listener.missed(() -> List.of(four[2]));

        assertThat(guarded.of(new ServiceName("orders")))
                .extracting(lease -> lease.instance().value())
                .containsExactly("i0", "i2", "i3");
    }

    private Grant register(long sequence) {
        return leases.grant(recordOf(sequence), "token of " + sequence, "key-1");
    }

    private static ServiceRecord recordOf(long sequence) {
        return record("orders", "a", sequence, NOON, Duration.ofMinutes(10));
    }

    private List<String> tokens() {
        return leases.of(new ServiceName("orders")).stream().map(Lease::token).toList();
    }

    /** A store whose writes end when the test says so. */
    private static final class ByHand implements LeaseStore {
        private final MemoryDrainStore drains = new MemoryDrainStore();

        @Override
        public DrainStore drains() {
            return drains;
        }

        private final List<StoredLease> saved = new ArrayList<>();
        private final List<CompletableFuture<Void>> writes = new ArrayList<>();
        private Listener listener;

        @Override
        public List<StoredLease> load() {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> save(StoredLease lease) {
            saved.add(lease);
            writes.add(new CompletableFuture<>());
            return writes.get(writes.size() - 1);
        }

        @Override
        public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void watch(Listener following) {
            listener = following;
        }

        @Override
        public void close() {}
    }
}
