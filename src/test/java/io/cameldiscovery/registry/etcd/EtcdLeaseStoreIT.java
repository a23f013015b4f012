package io.cameldiscovery.registry.etcd;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.SharedLeaseStoreContract;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.registry.store.UnusableStoreException;
import io.cameldiscovery.testing.EtcdCluster;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.timing.MonotonicClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of all stores, over a real etcd of one member. */
class EtcdLeaseStoreIT extends SharedLeaseStoreContract {

    private static final AtomicInteger PREFIX = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static EtcdCluster etcd;

    private String prefix = "";

    @BeforeAll
    static void start() {
        etcd = EtcdCluster.start(folder, 1);
        etcd.leader();
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    @Override
    protected LeaseStore open() {
        prefix = "test" + PREFIX.incrementAndGet();
        return openOther();
    }

    @Override
    protected LeaseStore openOther() {
        // At noon all that the tests write holds.
        return EtcdLeaseStore.open(
                settings(etcd.endpoints(), prefix), MonotonicClock.system(), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    static EtcdSettings settings(List<URI> endpoints, String prefix) {
        return new EtcdSettings(
                endpoints,
                prefix,
                null,
                null,
                null,
                null,
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofHours(1),
                8_000);
    }

    @Test
    void letsRecordsThatEndTogetherShareOneEtcdLease() {
        List<StoredLease> leases = IntStream.range(0, 50)
                .mapToObj(i -> stored("orders", "i" + i, 1))
                .toList();
        leases.stream().map(store::save).toList().forEach(CompletableFuture::join);

        Set<String> ids = new HashSet<>();
        etcd.ctl("get", "--prefix", prefix + "/v1/lease/", "-w", "fields")
                .lines()
                .filter(line -> line.startsWith("\"Lease\""))
                .forEach(ids::add);

        // Two if a minute ended meanwhile.
        assertThat(ids).hasSizeBetween(1, 2).noneMatch(line -> line.endsWith(" 0"));
    }

    @Test
    void writesOnWhenSomebodyRevokesItsEtcdLeases() {
        store.save(stored("orders", "a", 1)).join();
        etcd.ctl("lease", "list").lines().skip(1).forEach(id -> etcd.ctl("lease", "revoke", id.strip()));
        assertThat(store.load()).isEmpty();

        store.save(stored("orders", "a", 2)).join();

        assertThat(store.load()).containsExactly(stored("orders", "a", 2));
    }

    @Test
    void letsEtcdRemoveWhatNobodySweepsUp() {
        EtcdSettings impatient = new EtcdSettings(
                etcd.endpoints(),
                prefix,
                null,
                null,
                null,
                null,
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ZERO,
                100);
        // Its minute is over in a second.
        AtomicLong nanos = new AtomicLong();
        try (EtcdLeaseStore other = EtcdLeaseStore.open(impatient, nanos::get, Clock.systemUTC())) {
            nanos.set(Duration.ofSeconds(59).toNanos());
            other.save(stored("orders", "a", 1)).join();
            assertThat(store.load()).hasSize(1);
        }

        eventually(() -> assertThat(store.load()).isEmpty());
    }

    @Test
    void ignoresWhatOthersPutUnderItsPrefix() {
        etcd.ctl("put", prefix + "/v1/lease/orders/a", "no value of ours");
        etcd.ctl("put", prefix + "/v1/lease/strange", "x");

        assertThat(store.load()).isEmpty();
        store.save(stored("orders", "a", 1)).join();
        assertThat(store.load()).containsExactly(stored("orders", "a", 1));
    }

    @Test
    void takesRegistrationsWhileItSweepsUpMoreThanMayWait() {
        List<StoredLease> old = IntStream.range(0, 2_000)
                .mapToObj(i -> stored("orders", "i" + i, 1))
                .toList();
        old.stream().map(store::save).toList().forEach(CompletableFuture::join);
        try (EtcdLeaseStore narrow = EtcdLeaseStore.open(narrow(40))) {
            var swept = narrow.remove(old.stream().map(StoredLease::key).toList());
            var again = narrow.save(stored("orders", "i7", 2));
            var registered = narrow.save(stored("orders", "new", 1));
            var gone = narrow.remove(List.of(key("orders", "new")));

            again.join();
            registered.join();
            swept.join();
            gone.join();
        }

        assertThat(store.load()).containsExactly(stored("orders", "i7", 2));
    }

    private EtcdSettings narrow(int queue) {
        EtcdSettings wide = settings(etcd.endpoints(), prefix);
        return new EtcdSettings(
                wide.endpoints(),
                prefix,
                null,
                null,
                null,
                null,
                null,
                wide.requestTimeout(),
                Duration.ofSeconds(5),
                wide.grace(),
                queue);
    }

    @Test
    void canWriteAgainThoughAChangeIsStillBeingTakenUp() {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (EtcdLeaseStore other = EtcdLeaseStore.open(narrow(100))) {
            other.load();
            other.watch(new Heard() {
                @Override
                public void saved(StoredLease lease) {
                    busy.countDown();
                    await(done);
                }
            });
            other.save(stored("orders", "a", 1)).join();
            await(busy);
            etcd.killAll();
            assertThat(other.save(stored("orders", "b", 1))).failsWithin(Duration.ofSeconds(60));
            etcd.startAll();

            eventually(() -> assertThat(other.save(stored("orders", "b", 1))).succeedsWithin(Duration.ofSeconds(30)));
            assertThat(done.getCount()).isOne();
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void endsAllItsThreadsWhenItIsClosed() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        EtcdLeaseStore third = EtcdLeaseStore.open(settings(etcd.endpoints(), prefix));
        third.load();
        third.watch(new Heard());
        third.save(stored("orders", "a", 1)).join();
        assertThat(started(before)).isNotEmpty();

        third.close();

        eventually(() -> assertThat(started(before)).isEmpty());
    }

    private static List<String> started(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.matches("(vert\\.x|jetcd|discovery|pool|grpc|failsafe).*"))
                .toList();
    }

    @Test
    void saysWhatToDoWhenThereIsNoEtcd() {
        URI nobody = URI.create("http://127.0.0.1:" + FreePort.tcp());
        EtcdSettings settings = new EtcdSettings(
                List.of(nobody),
                prefix,
                null,
                null,
                null,
                null,
                null,
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofHours(1),
                100);
        try (EtcdLeaseStore absent = EtcdLeaseStore.open(settings)) {
            assertThatThrownBy(absent::load)
                    .isInstanceOf(UnusableStoreException.class)
                    .hasMessageContainingAll(nobody.toString(), "start it", "discovery.registry.etcd.endpoints")
                    .hasMessageNotContaining("\n");

            assertThatThrownBy(absent.save(stored("orders", "a", 1))::join)
                    .hasCauseInstanceOf(io.cameldiscovery.registry.store.StoreUnavailableException.class);
            assertRefused(absent.save(stored("orders", "a", 1)));
            assertRefused(absent.remove(List.of(key("orders", "a"))));
        }
    }
}
