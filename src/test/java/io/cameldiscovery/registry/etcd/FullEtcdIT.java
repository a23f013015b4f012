package io.cameldiscovery.registry.etcd;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.cameldiscovery.registry.InstanceState;
import io.cameldiscovery.registry.LeaseSettings;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.OutageSettings;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.PartitionGuardSettings;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.testing.EtcdCluster;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.RegistryCalls;
import io.cameldiscovery.timing.MonotonicClock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An etcd over its quota: it can be read, but takes no write until somebody makes room and takes the alarm back. */
class FullEtcdIT {

    private static final LeaseSettings TERMS =
            new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 100, 100);

    @TempDir
    private Path folder;

    @Test
    void isOutOfReachUntilItTakesWritesAgainAndTheLogSaysEachOnce() {
        try (EtcdCluster etcd = EtcdCluster.start(folder, 1, "--quota-backend-bytes=2097152");
                EtcdLeaseStore store = EtcdLeaseStore.open(impatient(etcd));
                LogOf log = LogOf.infoAndAbove("io.cameldiscovery.registry.etcd")) {
            etcd.leader();
            Leases leases = leases(store);
            // The first connection may take longer than an attempt may.
            eventually(() -> assertThatCode(leases::restore).doesNotThrowAnyException());
            RegistryCalls registry =
                    new RegistryCalls(Samples::judge, leases, Duration.ofSeconds(30), Duration.ofSeconds(1));
            fill(etcd);

            assertThat(register(registry, "a")).isEqualTo("STORE_UNAVAILABLE");
            eventually(() -> assertThat(states(registry)).containsExactly(InstanceState.STALE));
            still(() -> {
                assertThat(store.isInReach()).isFalse();
                assertThat(register(registry, "b")).isEqualTo("STORE_UNAVAILABLE");
                assertThat(states(registry)).containsExactly(InstanceState.STALE);
            });
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR")
                    .contains("space exceeded");

            empty(etcd);
            eventually(() -> assertThat(register(registry, "b")).isEqualTo("Registered"));
            assertThat(states(registry)).containsOnly(InstanceState.ALIVE);
            assertThat(log.lines())
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("INFO")
                    .contains("can write to etcd again");
        }
    }

    private static String register(RegistryCalls registry, String instance) {
        Outcome outcome = registry.register(announce("orders", instance, 1, 0), "orders", instance);
        return outcome instanceof Outcome.Refused refused
                ? refused.problem().name()
                : outcome.getClass().getSimpleName();
    }

    private static List<InstanceState> states(RegistryCalls registry) {
        return registry.lookUp("orders") instanceof Outcome.Found found
                ? found.instances().stream().map(Outcome.Instance::state).toList()
                : List.of();
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
        OutageSettings outage = new OutageSettings(Duration.ofMillis(300), Duration.ofHours(1));
        return new Leases(TERMS, PartitionGuardSettings.OFF, outage, store, MonotonicClock.system(), Clock.systemUTC());
    }

    private static EtcdSettings impatient(EtcdCluster etcd) {
        return new EtcdSettings(
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
