package io.cameldiscovery.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.testing.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    @TempDir
    private Path directory;

    private Path wanted;
    private final HandClock clock = new HandClock();

    @BeforeEach
    void nameDirectory() {
        wanted = directory.resolve("deep").resolve("state");
    }

    @Test
    void makesADirectoryThatOnlyItsOwnerMaySee() throws IOException {
        try (StateDirectory state = StateDirectory.take(wanted)) {
            assertThat(state).hasToString(wanted.toString());
            assertThat(state.file("x")).isEqualTo(wanted.resolve("x"));
            assertThat(Files.getPosixFilePermissions(wanted))
                    .containsExactlyInAnyOrder(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE);
        }
    }

    @Test
    void givesTheSecondNodeTheNextDirectory() {
        try (StateDirectory first = StateDirectory.take(wanted);
                StateDirectory second = StateDirectory.take(wanted);
                StateDirectory third = StateDirectory.take(wanted)) {
            assertThat(first).hasToString(wanted.toString());
            assertThat(second).hasToString(wanted + "-2");
            assertThat(third).hasToString(wanted + "-3");
        }
    }

    @Test
    void givesARegistryNoOtherDirectoryThanItsOwn() {
        try (StateDirectory held = StateDirectory.take(wanted)) {
            assertThatThrownBy(() -> StateDirectory.only(wanted))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("another running node uses the state directory " + held);
        }
        try (StateDirectory free = StateDirectory.only(wanted)) {
            assertThat(free).hasToString(wanted.toString());
        }
    }

    @Test
    void givesTheDirectoryToTheNextNodeOnceItsHolderStopped() {
        StateDirectory.take(wanted).close();

        try (StateDirectory next = StateDirectory.take(wanted)) {
            assertThat(next).hasToString(wanted.toString());
        }
    }

    @Test
    void keepsTheIdentityThatItMade() {
        InstanceId first;
        try (StateDirectory state = StateDirectory.take(wanted)) {
            first = state.instance(new Random(1));
            assertThat(first.value()).matches("[0-9a-f]{12}");
            assertThat(state.instance(new Random(2))).isEqualTo(first);
        }
        try (StateDirectory state = StateDirectory.take(wanted)) {
            assertThat(state.instance(new Random(3))).isEqualTo(first);
        }
    }

    @Test
    void givesTwoNodesTwoIdentities() {
        try (StateDirectory first = StateDirectory.take(wanted);
                StateDirectory second = StateDirectory.take(wanted)) {
            assertThat(first.instance(new Random(1))).isNotEqualTo(second.instance(new Random(2)));
        }
    }

    @Test
    void saysWhatToDoAboutADamagedIdentity() throws IOException {
        try (StateDirectory state = StateDirectory.take(wanted)) {
            Files.writeString(wanted.resolve("instance"), "no id at all\n");

            assertThatThrownBy(() -> state.instance(new Random(1)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage(
                            wanted.resolve("instance") + " is damaged: delete it, and the node gets a new identity");
        }
    }

    @Test
    void countsItsStartsWithTheTimeInSeconds() {
        try (StateDirectory state = StateDirectory.take(wanted)) {
            assertThat(state.nextEpoch(clock)).isEqualTo(HandClock.START.getEpochSecond());
            clock.forward(Duration.ofSeconds(10));
            assertThat(state.nextEpoch(clock)).isEqualTo(HandClock.START.getEpochSecond() + 10);
        }
    }

    @Test
    void countsOnEvenIfTheClockWasSetBack() {
        try (StateDirectory state = StateDirectory.take(wanted)) {
            long first = state.nextEpoch(clock);
            clock.setWall(HandClock.START.minus(Duration.ofDays(3000)));

            assertThat(state.nextEpoch(clock)).isEqualTo(first + 1);
            assertThat(state.nextEpoch(clock)).isEqualTo(first + 2);
        }
    }

    @Test
    void startsAnewWhenItsCountIsDamaged() throws IOException {
        try (StateDirectory state = StateDirectory.take(wanted)) {
            Files.writeString(wanted.resolve("epoch"), "99999999999999999999999");

            assertThat(state.nextEpoch(clock)).isEqualTo(HandClock.START.getEpochSecond());
        }
    }

    @Test
    void saysThatADirectoryCannotBeUsed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> StateDirectory.take(file.resolve("state")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("cannot use the state directory " + file.resolve("state"))
                .hasMessageEndingWith("set discovery.state-directory to a directory that this user may write");
    }
}
