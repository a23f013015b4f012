package io.cameldiscovery.registry.etcd;

import static io.cameldiscovery.registry.Samples.key;
import static io.cameldiscovery.registry.Samples.record;
import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Grant;
import io.cameldiscovery.registry.GuardTerms;
import io.cameldiscovery.registry.LeaseTerms;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.OutageTerms;
import io.cameldiscovery.testing.EtcdCluster;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.timing.MonotonicClock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An etcd over its quota: it can be read, but takes no write until somebody makes room and takes the alarm back. */
class FullEtcdIT {

    private static final LeaseTerms TERMS =
            new LeaseTerms(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 100, 100);

    @TempDir
    private Path folder;

    @Test
    void isOutOfReachUntilItTakesWritesAgainAndSaysEachOnce() {
        try (EtcdCluster etcd = EtcdCluster.start(folder, 1, "--quota-backend-bytes=2097152");
                EtcdLeaseStore store = EtcdLeaseStore.open(impatient(etcd));
                LogOf log = LogOf.infoAndAbove("io.cameldiscovery.registry.etcd")) {
            etcd.leader();
            Leases leases = leases(store);
            leases.restore();
            fill(etcd);

            assertThat(register(leases, "a")).failsWithin(Duration.ofSeconds(30));
            still(() -> {
                assertThat(store.isInReach()).isFalse();
                assertThat(register(leases, "b")).isCompletedExceptionally();
            });
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR")
                    .contains("space exceeded");
            // In memory, since it was shown before it was known that etcd does not take it.
            assertThat(leases.of(new ServiceName("orders"))).hasSize(1);

            empty(etcd);
            eventually(() -> assertThat(store.isInReach()).isTrue());
            register(leases, "b").join();
            eventually(() -> {
                leases.expire();
                assertThat(store.load())
                        .extracting(lease -> lease.key())
                        .containsExactlyInAnyOrder(key("orders", "a"), key("orders", "b"));
            });
            assertThat(log.lines())
                    .as("%s", log.lines())
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("can write to etcd again");
        }
    }

    private static CompletableFuture<Void> register(Leases leases, String instance) {
        return leases.grant(
                                record("orders", instance, 1, Clock.systemUTC().instant(), Duration.ofMinutes(10)),
                                "token",
                                "key-1")
                        instanceof Grant.Granted granted
                ? granted.durable()
                : CompletableFuture.failedFuture(new AssertionError("not granted"));
    }

    private static void fill(EtcdCluster etcd) {
        String large = "x".repeat(100_000);
        eventually(() -> assertThat(etcd.ctl("put", "filler", large)).contains("space exceeded"));
    }

    private static void empty(EtcdCluster etcd) {
        etcd.compact();
        etcd.ctl("defrag");
        etcd.ctl("alarm", "disarm");
    }

    private static Leases leases(EtcdLeaseStore store) {
        OutageTerms outage = new OutageTerms(Duration.ofHours(1), Duration.ofHours(1));
        return new Leases(TERMS, GuardTerms.OFF, outage, store, MonotonicClock.system(), Clock.systemUTC());
    }

    private static EtcdOptions impatient(EtcdCluster etcd) {
        return new EtcdOptions(
                List.copyOf(etcd.endpoints()),
                "full",
                null,
                null,
                null,
                null,
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                100);
    }
}
