package io.cameldiscovery.registry.store;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.registry.Samples.withToken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of leases does. */
public abstract class LeaseStoreContract {

    protected LeaseStore store;

    /** An empty store. */
    protected abstract LeaseStore open();

    @BeforeEach
    protected void openStore() {
        store = open();
    }

    @AfterEach
    protected void closeStore() {
        store.close();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(store.load()).isEmpty();
    }

    @Test
    void givesBackWhatWasSaved() {
        StoredLease orders = stored("orders", "a", 1);
        Version version = new Version(new Sequence(7, 8), NOON.minusSeconds(9), "key-2", -1);
        StoredLease goodbye =
                new StoredLease(key("payments", "b"), version, "goodbye", orders.term(), orders.ends(), true);

        store.save(orders).join();
        store.save(goodbye).join();

        assertThat(store.load()).containsExactlyInAnyOrder(orders, goodbye);
    }

    @Test
    void keepsOneLeaseOfEachInstance() {
        store.save(stored("orders", "a", 1)).join();
        store.save(stored("orders", "a", 2)).join();
        store.save(stored("payments", "a", 1)).join();

        assertThat(store.load()).containsExactlyInAnyOrder(stored("orders", "a", 2), stored("payments", "a", 1));
    }

    @Test
    void removesTheInstancesNamedAndNoOther() {
        store.save(stored("orders", "a", 1)).join();
        store.save(stored("orders", "b", 1)).join();
        store.save(stored("orders", "c", 1)).join();

        store.remove(List.of(key("orders", "a"), key("orders", "c"), key("orders", "never-there")))
                .join();

        assertThat(store.load()).containsExactly(stored("orders", "b", 1));
    }

    @Test
    void writesInTheOrderOfTheCalls() {
        ArrayList<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            writes.add(store.save(stored("orders", "a", i)));
            writes.add(store.remove(List.of(key("orders", "b"))));
            writes.add(store.save(stored("orders", "b", i)));
        }
        writes.forEach(CompletableFuture::join);

        assertThat(store.load()).containsExactlyInAnyOrder(stored("orders", "a", 200), stored("orders", "b", 200));
    }

    @Test
    void removesAndSavesTheSameInstanceInTheOrderOfTheCalls() {
        store.save(stored("orders", "a", 1));
        store.remove(List.of(key("orders", "a")));
        store.save(stored("orders", "a", 2));
        CompletableFuture<Void> last = store.remove(List.of(key("orders", "a")));
        last.join();

        assertThat(store.load()).isEmpty();
    }

    @Test
    void takesAStatementAgainAsItWas() {
        store.save(stored("orders", "a", 1)).join();
        store.save(stored("orders", "a", 1)).join();

        assertThat(store.load()).containsExactly(stored("orders", "a", 1));
    }

    @Test
    void keepsLargeTokensAsTheyAre() {
        List<StoredLease> large = IntStream.range(0, 40)
                .mapToObj(i -> withToken(stored("orders", "i" + i, 1), (i + "ä.").repeat(20_000)))
                .toList();

        large.stream().map(store::save).toList().forEach(CompletableFuture::join);

        assertThat(store.load()).containsExactlyInAnyOrderElementsOf(large);
    }

    @Test
    void keepsManyInstances() {
        List<StoredLease> many = IntStream.range(0, 3000)
                .mapToObj(i -> stored("service" + i % 7, "i" + i, i))
                .toList();

        many.stream().map(store::save).toList().forEach(CompletableFuture::join);
        assertThat(new HashSet<>(store.load())).isEqualTo(new HashSet<>(many));

        store.remove(many.stream().skip(10).map(StoredLease::key).toList()).join();
        assertThat(store.load()).containsExactlyInAnyOrderElementsOf(many.subList(0, 10));
    }

    @Test
    void keepsWhatManyWriteAtOnce() {
        List<CompletableFuture<Void>> writes = IntStream.range(0, 1000)
                .parallel()
                .mapToObj(i -> store.save(stored("orders", "i" + i, 1)))
                .toList();
        writes.forEach(CompletableFuture::join);

        assertThat(store.load()).hasSize(1000);
    }

    @Test
    void keepsAllThatItAcknowledgesAndSaysOfTheRestThatItCouldNot() {
        Map<StoredLease, CompletableFuture<Void>> writes = new ConcurrentHashMap<>();
        IntStream.range(0, 5_000).parallel().forEach(i -> {
            StoredLease lease = stored("orders", "i" + i, 1);
            writes.put(lease, store.save(lease));
        });
        List<StoredLease> acknowledged = new ArrayList<>();
        writes.forEach((lease, done) -> {
            try {
                done.join();
                acknowledged.add(lease);
            } catch (CompletionException refused) {
                assertThat(refused).hasCauseInstanceOf(StoreUnavailableException.class);
            }
        });

        assertThat(acknowledged).isNotEmpty();
        assertThat(new HashSet<>(store.load()).containsAll(acknowledged)).isTrue();
    }

    @Test
    void makesTheWritesThatWaitWhenItCloses() {
        List<CompletableFuture<Void>> writes = IntStream.range(0, 500)
                .mapToObj(i -> store.save(stored("orders", "i" + i, 1)))
                .toList();
        store.close();

        assertThat(writes).allSatisfy(write -> assertThat(write).isCompleted());
    }

    @Test
    void refusesWritesOnceItIsClosed() {
        store.close();

        assertRefused(store.save(stored("orders", "a", 1)));
        assertRefused(store.remove(List.of(key("orders", "a"))));
        assertRefused(store.saveRenewableUntil(NOON));
    }

    @Test
    void mayBeClosedTwice() {
        store.close();
        store.close();

        assertRefused(store.save(stored("orders", "a", 1)));
    }

    @Test
    void knowsNotAtFirstUntilWhenLeasesCouldBeRenewed() {
        assertThat(store.renewableUntil()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void keepsTheLatestMomentAtWhichLeasesCouldBeRenewed() {
        store.saveRenewableUntil(NOON).join();
        store.saveRenewableUntil(NOON.plusMillis(2)).join();
        store.saveRenewableUntil(NOON.plusMillis(1)).join();

        assertThat(store.renewableUntil()).isEqualTo(NOON.plusMillis(2));
        assertThat(store.load()).isEmpty();
        assertThat(store.drains().load()).isEmpty();
    }

    @Test
    void drainsNobodyAtFirst() {
        assertThat(store.drains().load()).isEmpty();
    }

    @Test
    void keepsDrainsBesideLeases() {
        store.save(stored("orders", "a", 1)).join();
        store.drains().save(drain("orders", "a")).join();
        store.drains().save(drain("orders.eu", "b.2")).join();

        assertThat(store.drains().load()).containsExactlyInAnyOrder(drain("orders", "a"), drain("orders.eu", "b.2"));
        assertThat(store.load()).containsExactly(stored("orders", "a", 1));
    }

    @Test
    void keepsADrainWhoseLeaseIsGone() {
        store.save(stored("orders", "a", 1)).join();
        store.drains().save(drain("orders", "a")).join();
        store.remove(List.of(key("orders", "a"))).join();

        assertThat(store.drains().load()).containsExactly(drain("orders", "a"));
    }

    @Test
    void removesTheDrainsNamedAndNoOther() {
        for (String instance : List.of("a", "b", "c")) {
            store.drains().save(drain("orders", instance)).join();
        }

        store.drains()
                .remove(List.of(key("orders", "a"), key("orders", "c"), key("orders", "never-there")))
                .join();

        assertThat(store.drains().load()).containsExactly(drain("orders", "b"));
    }

    @Test
    void removesManyDrains() {
        List<Drain> many =
                IntStream.range(0, 350).mapToObj(i -> drain("orders", "i" + i)).toList();
        many.forEach(drain -> store.drains().save(drain).join());
        assertThat(new HashSet<>(store.drains().load())).isEqualTo(new HashSet<>(many));

        store.drains().remove(many.stream().skip(5).map(Drain::key).toList()).join();

        assertThat(store.drains().load()).containsExactlyInAnyOrderElementsOf(many.subList(0, 5));
    }

    @Test
    void notesWhenThoseWereSeenThatAreStillDrainedAsBefore() {
        List<Drain> all =
                IntStream.range(0, 150).mapToObj(i -> drain("orders", "i" + i)).toList();
        all.forEach(drain -> store.drains().save(drain).join());
        Drain anew = new Drain(key("orders", "i1"), NOON.plusSeconds(1));
        store.drains().remove(List.of(key("orders", "i0"))).join();
        store.drains().save(anew).join();

        Instant now = NOON.plusSeconds(60);
        store.drains().seen(all, now).join();

        List<Drain> expected = new ArrayList<>(
                all.subList(2, 150).stream().map(drain -> drain.seenAt(now)).toList());
        expected.add(anew);
        assertThat(store.drains().load()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void drainsAndUndrainsInTheOrderOfTheCalls() {
        ArrayList<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            writes.add(store.drains().save(drain("orders", "a")));
            writes.add(store.drains().save(drain("orders", "b")));
            writes.add(store.drains().remove(List.of(key("orders", "a"))));
        }
        writes.forEach(CompletableFuture::join);

        assertThat(store.drains().load()).containsExactly(drain("orders", "b"));
    }

    @Test
    void tellsOfItsOwnDrainsBeforeItAcknowledgesThem() {
        HeardDrains heard = new HeardDrains();
        store.drains().watch(heard);

        store.drains().save(drain("orders", "a")).join();
        assertThat(heard.drained).containsExactly(key("orders", "a"));

        store.drains().remove(List.of(key("orders", "a"))).join();
        assertThat(heard.drained).isEmpty();
    }

    @Test
    void refusesDrainsOnceItIsClosed() {
        store.close();

        assertRefused(store.drains().save(drain("orders", "a")));
        assertRefused(store.drains().remove(List.of(key("orders", "a"))));
    }

    protected static Drain drain(String service, String instance) {
        return new Drain(key(service, instance), NOON);
    }

    /** Follows which instances are drained. */
    public static class HeardDrains implements DrainStore.Listener {

        public final Set<ServiceRecord.Key> drained = ConcurrentHashMap.newKeySet();

        @Override
        public void drained(Drain drain) {
            drained.add(drain.key());
        }

        @Override
        public void undrained(ServiceRecord.Key key) {
            drained.remove(key);
        }

        @Override
        public void missed(Collection<Drain> kept) {
            drained.clear();
            kept.forEach(this::drained);
        }
    }

    protected static void assertRefused(CompletableFuture<Void> write) {
        assertThat(write).isDone();
        assertThatThrownBy(write::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class);
    }
}
