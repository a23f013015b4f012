package io.cameldiscovery.registry.store;

import static io.cameldiscovery.registry.Samples.stored;
import static io.cameldiscovery.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.NetLab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a disk of its own, in the memory of this machine: a tmpfs that only the store's process sees. */
class SqliteDiskIT {

    private static final Duration GENEROUS = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private Path disk;

    @BeforeEach
    void makeMountPoint() throws IOException {
        NetLab.assumeAvailable();
        disk = Files.createDirectory(folder.resolve("disk"));
    }

    @Test
    void refusesWritesWhileTheDiskIsFullAndGoesOnByItselfWhenThereIsRoom() throws IOException {
        Path file = disk.resolve("leases.db");
        try (HostProcess store = start("true", file)) {
            store.awaitLine("open", GENEROUS);
            store.say("save before");
            store.awaitLine("saved before", GENEROUS);

            Path filler = asSeenBy(store, disk.resolve("filler"));
            fill(filler);
            store.say("save meanwhile");
            store.awaitLine("refused meanwhile", GENEROUS);
            store.say("reach");
            store.awaitLine("in reach: false", GENEROUS);

            Files.delete(filler);
            eventually(() -> {
                int seen = store.lines().size();
                store.say("reach");
                assertThat(store.awaitLine(seen, "in reach", GENEROUS)).contains("true");
            });
            store.say("save after");
            store.awaitLine("saved after", GENEROUS);
            store.say("list");
            assertThat(store.awaitLine("kept", GENEROUS))
                    .contains("before", "after")
                    .doesNotContain("meanwhile");
        }
    }

    @Test
    void saysWhatToDoWhenThereIsNoRoomForANewFile() {
        Path file = disk.resolve("leases.db");
        try (HostProcess store = start("head -c 2m /dev/zero > " + disk + "/filler || true", file)) {
            assertThat(store.awaitLine("unusable", GENEROUS))
                    .contains("leases.db cannot be written", "check the disk and its free space");
        }
    }

    @Test
    void saysWhatToDoWhenTheDiskIsMountedReadOnly() {
        Path saved = folder.resolve("saved.db");
        try (SqliteLeaseStore before = SqliteLeaseStore.open(saved, 10, GENEROUS)) {
            before.save(stored("orders", "a", 1)).join();
        }
        String readOnly = "mount -o remount,ro " + disk;
        try (HostProcess store = start(readOnly, disk.resolve("leases.db"))) {
            assertThat(store.awaitLine("unusable", GENEROUS))
                    .contains("leases.db cannot be made", "check that the folder is there and writable");
        }
        String copied = "cp " + saved + " " + disk + "/leases.db; " + readOnly;
        try (HostProcess store = start(copied, disk.resolve("leases.db"))) {
            assertThat(store.awaitLine("unusable", GENEROUS))
                    .contains("leases.db cannot be opened for writing", "mounted read-only");
        }
    }

    @Test
    void leavesTheFileToTheProcessThatHasIt() {
        Path file = folder.resolve("leases.db");
        try (SqliteLeaseStore first = SqliteLeaseStore.open(file, 10, GENEROUS)) {
            first.save(stored("orders", "a", 1)).join();
            try (HostProcess second = start("true", file)) {
                assertThat(second.awaitLine("unusable", GENEROUS))
                        .contains("leases.db is in use by another process", "stop that registry");
            }
            first.save(stored("orders", "b", 1)).join();
            assertThat(first.load()).hasSize(2);
        }
    }

    /** @param first what a shell does once the disk is mounted */
    private HostProcess start(String first, Path file) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "sh", "-ec"));
        command.add("mount -t tmpfs -o size=1m tmpfs " + disk + "; " + first + "; exec \"$@\"");
        command.addAll(List.of(
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Obedient.class.getName(),
                file.toString()));
        return HostProcess.start("this host", new ProcessBuilder(command));
    }

    private static Path asSeenBy(HostProcess process, Path path) {
        return Path.of("/proc/" + process.pid() + "/root" + path);
    }

    private static void fill(Path filler) throws IOException {
        byte[] some = new byte[1024];
        try (OutputStream bytes = Files.newOutputStream(filler, StandardOpenOption.CREATE_NEW)) {
            for (int i = 0; i < 2048; i++) {
                bytes.write(some);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
            return;
        }
        throw new AssertionError("the disk is larger than it should be");
    }

    /** Keeps leases in a file as it is told, line by line. */
    static final class Obedient {

        private Obedient() {}

        public static void main(String[] arguments) throws IOException {
            try (SqliteLeaseStore store = SqliteLeaseStore.open(Path.of(arguments[0]), 100, GENEROUS);
                    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
                System.out.println("open");
                for (String line = input.readLine(); line != null; line = input.readLine()) {
                    System.out.println(obey(store, line.split(" ")));
                }
            } catch (UnusableStoreException unusable) {
                System.out.println("unusable: " + unusable.getMessage());
            }
        }

        private static String obey(SqliteLeaseStore store, String... words) {
            return switch (words[0]) {
                case "save" -> save(store, words[1]);
                case "reach" -> "in reach: " + store.isInReach();
                default ->
                    "kept: "
                            + store.load().stream()
                                    .map(lease -> lease.key().instance().value())
                                    .toList();
            };
        }

        private static String save(SqliteLeaseStore store, String instance) {
            try {
                store.save(stored("orders", instance, 1)).join();
                return "saved " + instance;
            } catch (RuntimeException refused) {
                return "refused " + instance + ": " + refused.getMessage();
            }
        }
    }
}
