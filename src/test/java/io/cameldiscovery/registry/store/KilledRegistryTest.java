package io.cameldiscovery.registry.store;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.registry.LeaseSettings;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.testing.RegistryCalls;
import io.cameldiscovery.timing.MonotonicClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRegistryTest {

    private static final int ENOUGH = 500;
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void losesNoAcknowledgedRegistrationWhenItIsKilled() throws Exception {
        Path file = folder.resolve("leases.db");
        Process registry = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Registering.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Set<String> acknowledged;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(registry.getInputStream(), StandardCharsets.UTF_8))) {
            acknowledged = read(output, ENOUGH);
            registry.toHandle().destroyForcibly();
            acknowledged.addAll(read(output, Integer.MAX_VALUE));
        } finally {
            registry.destroyForcibly();
        }
        assertThat(registry.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(registry.exitValue()).as("ended by SIGKILL").isEqualTo(128 + 9);

        try (SqliteLeaseStore store = open(file)) {
            Set<String> kept = store.load().stream()
                    .map(lease -> lease.key().instance().value())
                    .collect(Collectors.toSet());
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
            assertThat(kept).containsAll(acknowledged);
        }
    }

    /** Whole lines only: the last one may have been cut off. */
    private static Set<String> read(BufferedReader output, int lines) throws IOException {
        HashSet<String> ids = new HashSet<>();
        String line = "";
        while (ids.size() < lines && line != null) {
            line = output.readLine();
            if (line != null && line.endsWith(";")) {
                ids.add(line.substring(0, line.length() - 1));
            }
        }
        return ids;
    }

    private static SqliteLeaseStore open(Path file) {
        return SqliteLeaseStore.open(file, 10_000, Duration.ofSeconds(30));
    }

    /** Registers from several threads until it is killed, and prints the id of each instance that was acknowledged. */
    static final class Registering {

        private Registering() {}

        public static void main(String[] arguments) {
            LeaseSettings terms = new LeaseSettings(
                    Duration.ofMinutes(30), Duration.ZERO, Duration.ofHours(1), 3, 1_000_000, 1_000_000);
            Leases leases = new Leases(terms, open(Path.of(arguments[0])), MonotonicClock.system(), CLOCK);
            RegistryCalls registry =
                    new RegistryCalls(Samples::judge, leases, Duration.ofMinutes(1), Duration.ofSeconds(1));
            AtomicInteger next = new AtomicInteger();
            for (int i = 0; i < 8; i++) {
                new Thread(() -> register(registry, next)).start();
            }
        }

        private static void register(RegistryCalls registry, AtomicInteger next) {
            while (true) {
                String id = "i" + next.incrementAndGet();
                Outcome outcome = registry.register(announce("orders", id, 1, 0), "orders", id);
                if (outcome instanceof Outcome.Registered) {
                    System.out.print(id + ";\n");
                    System.out.flush();
                }
            }
        }
    }
}
