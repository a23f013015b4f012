package io.cameldiscovery.registry.store;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.record;
import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.record.PrecedenceCase;
import io.cameldiscovery.record.SampleStatement;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a store does besides that several registries share. */
public abstract class SharedLeaseStoreContract extends LeaseStoreContract {

    protected LeaseStore other;

    /** Another view of the store that {@link #open} opened last. */
    protected abstract LeaseStore openOther();

    @BeforeEach
    void openTheOther() {
        other = openOther();
    }

    @AfterEach
    void closeTheOther() {
        other.close();
    }

    @Test
    void keepsTheNewestStatementWhoeverWritesIt() {
        store.save(stored("orders", "a", 5)).join();

        assertSuperseded(other.save(stored("orders", "a", 4)), stored("orders", "a", 5));
        other.save(stored("orders", "a", 6)).join();
        assertSuperseded(store.save(stored("orders", "a", 5)), stored("orders", "a", 6));

        assertThat(store.load()).containsExactly(stored("orders", "a", 6));
    }

    @Test
    void goesByTheTimeOfSigningWhenTheSequenceIsTheSame() {
        StoredLease later = lease(new Sequence(1, 5), 60, "key-1", false);
        store.save(later).join();

        assertSuperseded(other.save(lease(new Sequence(1, 5), -60, "key-1", false)), later);
        other.save(lease(new Sequence(1, 5), 61, "key-1", false)).join();
    }

    @Test
    void keepsTheNewestOfManyThatAreWrittenAtOnce() {
        List<CompletableFuture<Void>> writes = IntStream.rangeClosed(1, 400)
                .parallel()
                .mapToObj(i -> (i % 2 == 0 ? store : other).save(stored("orders", "a", i)))
                .toList();
        writes.forEach(write -> write.exceptionally(superseded -> null).join());

        assertThat(store.load()).containsExactly(stored("orders", "a", 400));
    }

    @Test
    void takesAnotherKeyOnlyWithAHigherEpoch() {
        StoredLease first = lease(new Sequence(3, 5), 0, "key-1", false);
        store.save(first).join();

        for (String keyId : List.of("key-0", "key-2", "key", "key-11")) {
            assertSuperseded(other.save(lease(new Sequence(3, 9), 60, keyId, false)), first);
            assertSuperseded(other.save(lease(new Sequence(2, 9), 60, keyId, false)), first);
        }
        StoredLease second = lease(new Sequence(4, 0), 0, "key-2", false);
        other.save(second).join();
        assertThat(store.load()).containsExactly(second);
    }

    @Test
    void endsALeaseByTheGoodbyeOfItsKeyAlone() {
        StoredLease lease = lease(new Sequence(3, 5), 0, "key-1", false);
        store.save(lease).join();

        assertSuperseded(other.save(lease(new Sequence(4, 0), 60, "key-2", true)), lease);
        StoredLease goodbye = lease(new Sequence(3, 5), 0, "key-1", true);
        other.save(goodbye).join();
        assertSuperseded(store.save(lease), goodbye);
        StoredLease stranger = lease(new Sequence(4, 0), 60, "key-2", true);
        other.save(stranger).join();

        assertThat(store.load()).containsExactly(stranger);
    }

    @Test
    void takesTheGoodbyeOfALaterEpoch() {
        store.save(lease(new Sequence(3, 5), 0, "key-1", false)).join();
        StoredLease goodbye = lease(new Sequence(4, 0), 60, "key-1", true);

        other.save(goodbye).join();

        assertThat(store.load()).containsExactly(goodbye);
    }

    public static Stream<PrecedenceCase> cases() {
        return PrecedenceCase.all();
    }

    /** The one rule where two registries write and neither has heard of what the other wrote. */
    @ParameterizedTest
    @MethodSource("cases")
    void followsTheRuleWhoeverWrites(PrecedenceCase one) {
        for (int i = 0; i < one.before().size(); i++) {
            boolean over = one.before().indexOf(Optional.<SampleStatement>empty()) > i;
            one.before().get(i).map(said -> store.save(kept(said, over))).ifPresent(write -> write.exceptionally(
                            superseded -> null)
                    .join());
        }
        List<StoredLease> before = store.load();
        StoredLease said = kept(one.said(), false);
        CompletableFuture<Void> write = other.save(said);

        if (one.expected().wins()) {
            write.join();
            assertThat(store.load()).containsExactly(said);
        } else if (said.repeats(before.get(0))) {
            // What is kept already need not be written; whether it holds a lease again, the registry has decided.
            write.join();
            assertThat(store.load()).isEqualTo(before);
        } else {
            assertSuperseded(write, before.get(0));
            assertThat(write.handle((done, why) -> ((SupersededException) why).isConflict())
                            .join())
                    .isEqualTo(one.expected() == Precedence.CONFLICT);
            assertThat(store.load()).isEqualTo(before);
        }
    }

    private static StoredLease kept(SampleStatement said, boolean over) {
        Instant ends = over ? NOON.minusSeconds(1) : NOON.plus(SampleStatement.LIFE);
        return new StoredLease(
                SampleStatement.INSTANCE, said.version(), said.toString(), SampleStatement.LIFE, ends, said.goodbye());
    }

    @Test
    void tellsEachWhatTheOtherWritesInItsOrder() {
        store.save(stored("orders", "before", 1)).join();
        other.load();
        Heard heard = new Heard();
        other.watch(heard);
        for (int i = 1; i <= 50; i++) {
            store.save(stored("orders", "a", i)).join();
        }
        store.load();
        store.remove(List.of(key("orders", "a"))).join();
        other.save(stored("orders", "b", 1)).join();

        ArrayList<String> expected = new ArrayList<>();
        IntStream.rangeClosed(1, 50).forEach(i -> expected.add("saved a 1." + i));
        expected.add("removed a 1.50");
        expected.add("saved b 1.1");
        eventually(() -> assertThat(heard.changes).isEqualTo(expected));
    }

    @Test
    void tellsEachWhomTheOtherDrains() {
        store.load();
        HeardDrains heard = new HeardDrains();
        store.drains().watch(heard);
        store.watch(new Heard());

        other.drains().save(drain("orders", "a")).join();
        other.drains().save(drain("orders", "b")).join();
        eventually(() -> assertThat(heard.drained).containsExactlyInAnyOrder(key("orders", "a"), key("orders", "b")));

        other.drains().remove(List.of(key("orders", "a"))).join();
        eventually(() -> assertThat(heard.drained).containsExactly(key("orders", "b")));
    }

    @Test
    void agreesOnTheLastOfManyWhoDrainAndUndrain() {
        store.load();
        HeardDrains heard = new HeardDrains();
        store.drains().watch(heard);
        store.watch(new Heard());

        IntStream.range(0, 100).parallel().forEach(i -> {
            DrainStore mine = (i % 2 == 0 ? store : other).drains();
            (i % 3 == 0 ? mine.remove(List.of(key("orders", "a"))) : mine.save(drain("orders", "a"))).join();
        });
        other.drains().save(drain("orders", "end")).join();

        eventually(() -> assertThat(heard.drained).contains(key("orders", "end")));
        assertThat(heard.drained)
                .isEqualTo(other.drains().load().stream().map(Drain::key).collect(Collectors.toSet()));
    }

    @Test
    void doesNotRemoveWhatWasWrittenMeanwhileByAnother() {
        store.save(stored("orders", "a", 1)).join();
        StoredLease renewed = stored("orders", "a", 2);
        store.load();
        store.watch(new Heard() {
            @Override
            public void saved(StoredLease lease) {
                // Hears of it, and asks for the removal, as if it had decided that a moment before.
                if (lease.repeats(renewed)) {
                    store.remove(List.of(lease.key())).join();
                }
                super.saved(lease);
            }
        });

        other.save(renewed).join();
        other.save(stored("orders", "b", 1)).join();

        eventually(() -> assertThat(other.load()).contains(stored("orders", "b", 1)));
        assertThat(other.load()).contains(renewed);
    }

    protected static StoredLease lease(Sequence sequence, long issued, String keyId, boolean withdrawn) {
        ServiceRecord record = record("orders", "a", sequence, NOON.plusSeconds(issued), Duration.ofMinutes(30));
        return new StoredLease(
                key("orders", "a"),
                Version.of(record, keyId),
                "token of " + keyId,
                Duration.ofMinutes(30),
                NOON.plus(Duration.ofMinutes(30)),
                withdrawn);
    }

    protected static void assertSuperseded(CompletableFuture<Void> write, StoredLease by) {
        assertThatThrownBy(write::join).isInstanceOf(CompletionException.class).satisfies(failure -> assertThat(
                        failure.getCause())
                .isInstanceOfSatisfying(SupersededException.class, superseded -> assertThat(superseded.known())
                        .isEqualTo(by)));
    }

    /** Notes what it hears. */
    public static class Heard implements LeaseStore.Listener {

        public final List<String> changes = new CopyOnWriteArrayList<>();

        @Override
        public void saved(StoredLease lease) {
            changes.add(
                    "saved " + lease.key().instance() + " " + lease.version().sequence());
        }

        @Override
        public void removed(ServiceRecord.Key key, @Nullable StoredLease last) {
            changes.add("removed " + key.instance() + " "
                    + (last == null ? "?" : last.version().sequence()));
        }

        @Override
        public void missed(Supplier<List<StoredLease>> kept) {
            kept.get().forEach(this::saved);
        }
    }
}
