package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.record;
import static io.cameldiscovery.registry.Samples.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The index of leases: it rises when what is shown changes, and only then. */
class ChangeIndexTest {

    private static final WatchKey ORDERS = WatchKey.of(new ServiceName("orders"));
    private static final WatchKey BILLS = WatchKey.of(new ServiceName("bills"));
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final MemoryLeaseStore store = new MemoryLeaseStore();
    private long nanos;
    private Leases leases = at(NOON);
    private ChangeIndex changes = leases.changes();

    private Leases at(Instant moment) {
        LeaseSettings terms =
                new LeaseSettings(TEN_MINUTES, Duration.ofMinutes(1), Duration.ofHours(1), 3, 50_000, 50_000);
        return new Leases(terms, store, () -> nanos, Clock.fixed(moment, ZoneOffset.UTC));
    }

    @Test
    void risesWhenAnInstanceComesChangesOrGoes() {
        long before = changes.index(ORDERS);
        register("orders", "a", 1, 0);
        long came = changes.index(ORDERS);
        register("orders", "a", 2, 0);
        long changed = changes.index(ORDERS);
        leases.end(record("orders", "a", 3, NOON, TEN_MINUTES), "goodbye", "key");
        long gone = changes.index(ORDERS);

        assertThat(new long[] {before, came, changed, gone}).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void risesForTheServicesOfKeysWhoseTrustHasChanged() {
        register("orders", "a", 1, 0);
        register("bills", "a", 1, 0);
        long orders = changes.index(ORDERS);
        long bills = changes.index(BILLS);
        long services = changes.index(WatchKey.SERVICES);
        long records = changes.index(WatchKey.RECORDS);
        AtomicInteger told = new AtomicInteger();
        changes.listen(ORDERS, told::incrementAndGet);

        leases.trustChanged(lease -> lease.service().value().equals("orders"));

        assertThat(changes.index(ORDERS)).isGreaterThan(orders);
        assertThat(changes.index(WatchKey.RECORDS)).isGreaterThan(records);
        assertThat(changes.index(BILLS)).isEqualTo(bills);
        assertThat(changes.index(WatchKey.SERVICES)).isEqualTo(services);
        assertThat(told).hasValue(1);
    }

    @Test
    void staysWhenALeaseIsMerelyRenewedButTheRevisionRises() {
        register("orders", "a", 1, 0);
        long index = changes.index(ORDERS);
        long revision = changes.revision(new ServiceName("orders"));

        register("orders", "a", 1, 60);

        assertThat(changes.index(ORDERS)).isEqualTo(index);
        assertThat(changes.revision(new ServiceName("orders"))).isGreaterThan(revision);
    }

    @Test
    void risesForNoOtherService() {
        register("bills", "a", 1, 0);
        long bills = changes.index(BILLS);
        long unknown = changes.index(WatchKey.of(new ServiceName("unknown")));

        register("orders", "a", 1, 0);

        assertThat(changes.index(BILLS)).isEqualTo(bills);
        assertThat(changes.index(WatchKey.of(new ServiceName("unknown")))).isEqualTo(unknown);
    }

    @Test
    void risesForTheListOfServicesWhenItShowsSomethingElse() {
        register("orders", "a", 1, 0);
        long services = changes.index(WatchKey.SERVICES);
        long records = changes.index(WatchKey.RECORDS);

        register("orders", "a", 2, 0);
        assertThat(changes.index(WatchKey.SERVICES)).isEqualTo(services);
        assertThat(changes.index(WatchKey.RECORDS)).isGreaterThan(records);

        register("orders", "b", 1, 0);
        assertThat(changes.index(WatchKey.SERVICES)).isGreaterThan(services);
    }

    @Test
    void risesOfAStateForTheServiceAlone() {
        register("orders", "a", 1, 0);
        long index = changes.index(ORDERS);
        long services = changes.index(WatchKey.SERVICES);

        changes.stateChanged(new ServiceName("orders"));
        assertThat(changes.index(ORDERS)).isGreaterThan(index);
        assertThat(changes.index(WatchKey.SERVICES)).isEqualTo(services);

        index = changes.index(ORDERS);
        changes.statesChanged();
        assertThat(changes.index(ORDERS)).isGreaterThan(index);

        changes.stateChanged(new ServiceName("bills"));
        assertThat(changes.revision(new ServiceName("bills"))).isZero();
    }

    @Test
    void risesWhenALeaseThatIsOverIsSweptUp() {
        register("orders", "a", 1, 0);
        long index = changes.index(ORDERS);
        nanos += TEN_MINUTES.toNanos();

        leases.expire();

        assertThat(changes.index(ORDERS)).isGreaterThan(index);
    }

    @Test
    void doesNotGoBackOverARestart() {
        register("orders", "a", 1, 0);
        register("orders", "b", 1, 0);
        long index = changes.index(ORDERS);
        long services = changes.index(WatchKey.SERVICES);

        leases = at(NOON.plus(1, ChronoUnit.MILLIS));
        leases.restore();

        assertThat(leases.changes().index(ORDERS)).isGreaterThan(index);
        assertThat(leases.changes().index(BILLS)).isGreaterThan(index);
        assertThat(leases.changes().index(WatchKey.SERVICES)).isGreaterThan(services);
    }

    @Test
    void remembersWhenServicesWentAndForgetsTheOldest() {
        register("orders", "a", 1, 0);
        leases.end(record("orders", "a", 2, NOON, TEN_MINUTES), "goodbye", "key");
        long gone = changes.index(ORDERS);
        long floor = changes.index(BILLS);
        assertThat(gone).isGreaterThan(floor);

        for (int i = 0; i < 10_001; i++) {
            register("s" + i, "a", 1, 0);
            leases.end(record("s" + i, "a", 2, NOON, TEN_MINUTES), "goodbye", "key");
        }

        assertThat(changes.index(ORDERS)).as("it must not fall").isGreaterThanOrEqualTo(gone);
        assertThat(changes.index(BILLS)).isGreaterThan(floor);
    }

    @Test
    void tellsThoseWhoListenUntilTheyListenNoMore() {
        AtomicInteger orders = new AtomicInteger();
        AtomicInteger services = new AtomicInteger();
        Runnable noMore = changes.listen(ORDERS, orders::incrementAndGet);
        changes.listen(WatchKey.SERVICES, services::incrementAndGet);

        register("orders", "a", 1, 0);
        register("orders", "a", 1, 60);
        register("orders", "a", 2, 0);
        register("bills", "a", 1, 0);

        assertThat(orders).hasValue(2);
        assertThat(services).hasValue(2);

        noMore.run();
        register("orders", "b", 1, 0);
        assertThat(orders).hasValue(2);
    }

    @Test
    void tellsOfWhatAnotherRegistryWrote() {
        AtomicInteger heard = new AtomicInteger();
        store.save(stored("orders", "a", 1));
        leases = at(NOON);
        leases.changes().listen(ORDERS, heard::incrementAndGet);

        leases.restore();

        assertThat(heard).hasValue(1);
    }

    private void register(String service, String instance, long sequence, long secondsAfterNoon) {
        leases.grant(
                record(service, instance, sequence, NOON.plusSeconds(secondsAfterNoon), TEN_MINUTES), "token", "key");
    }
}
