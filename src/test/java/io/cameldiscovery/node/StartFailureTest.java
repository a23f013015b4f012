package io.cameldiscovery.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.lan.InterfaceRules;
import io.cameldiscovery.lan.PortReservation;
import io.cameldiscovery.lan.PortSettings;
import io.cameldiscovery.registry.store.SqliteLeaseStore;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.token.NodeKey;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailureTest {

    @Test
    void leavesALineThatIsOneAlready() {
        ConfigurationException explained = new ConfigurationException("discovery.x = 'y' is not valid");

        assertThat(StartFailure.explain(new IllegalStateException("deep", new RuntimeException("deeper", explained))))
                .isSameAs(explained);
    }

    @Test
    void saysWhichPortIsTakenAndWhatToSet() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0)) {
            Exception failure = failure(() -> PortSettings.of("discovery.lan.unicast-port")
                    .get(() -> PortReservation.reserve(taken.getLocalPort())));

            assertThat(line(failure))
                    .isEqualTo("UDP port " + taken.getLocalPort() + " cannot be used: Address already in use: stop the"
                            + " program that has it, or set another discovery.lan.unicast-port");
        }
    }

    @Test
    void saysThatAnAddressIsAnotherHostsAndNotThatItsPortIsTaken() {
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 9798);
        Exception failure = failure(() -> PortSettings.ofHost("discovery.registry.port", "discovery.registry.host")
                .require(() -> PortReservation.requireFree(elsewhere)));

        assertThat(line(failure))
                .isEqualTo(
                        "discovery.registry.host = '192.0.2.1' is not an address of this host: write one that it has,"
                                + " or 0.0.0.0 for all");
    }

    @Test
    void saysThatAPortIsTakenWhoeverFoundOut() {
        assertThat(line(new RuntimeException("cannot start", new BindException("Address already in use"))))
                .startsWith("a port is in use (Address already in use): stop the program that has it, or set another"
                        + " discovery.lan.port");
    }

    @Test
    void namesTheInterfaceThatIsNotThere() {
        Exception failure = failure(() -> new InterfaceRules(List.of("eth7"), List.of()).requireNamed(List.of()));

        assertThat(line(failure)).contains("eth7");
    }

    @Test
    void namesTheKeyFileThatCannotBeUsed(@TempDir Path directory) {
        Path file = directory.resolve("node.jwk");

        assertThat(line(failure(() -> NodeKey.load(file))))
                .contains(file.toString())
                .contains("bin/discovery keygen");
    }

    @Test
    void namesTheStoreThatCannotBeUsed(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("leases.db"), "this is no database, but long enough to be one");

        assertThat(line(failure(() -> SqliteLeaseStore.open(file, 10, Duration.ofSeconds(1)))))
                .contains(file.toString());
    }

    @Test
    void saysInOneLineWhatElseWentWrong() {
        assertThat(line(new RuntimeException(
                        "Failed to create route\n  announce", new IllegalArgumentException("No bean could be found"))))
                .isEqualTo("the routes or settings cannot be used: Failed to create route announce: No bean could be"
                        + " found");
        assertThat(line(new RuntimeException("outer inner", new RuntimeException("inner"))))
                .isEqualTo("the routes or settings cannot be used: outer inner");
        assertThat(line(new NullPointerException()))
                .isEqualTo("the routes or settings cannot be used: NullPointerException");
    }

    @Test
    void endsWhereCausesGoRoundInCircles() {
        RuntimeException first = new RuntimeException("first");
        RuntimeException second = new RuntimeException("second", first);
        first.initCause(second);

        assertThat(line(first)).startsWith("the routes or settings cannot be used: first");
    }

    private static String line(Exception failure) {
        String line = StartFailure.explain(failure).getMessage();
        assertThat(line).doesNotContain("\n");
        return line;
    }

    private static Exception failure(ThrowingCallable use) {
        return (Exception) Assertions.catchThrowable(use);
    }
}
