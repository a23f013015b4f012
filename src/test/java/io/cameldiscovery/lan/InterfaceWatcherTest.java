package io.cameldiscovery.lan;

import static io.cameldiscovery.lan.Interfaces.down;
import static io.cameldiscovery.lan.Interfaces.loopback;
import static io.cameldiscovery.lan.Interfaces.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterfaceWatcherTest {

    private static final LanInterface ETH0 = up("eth0", 2, "10.7.0.5/24", "fe80::1/64");

    private List<LanInterface> interfaces = List.of(loopback(), ETH0);
    private boolean failing;
    private final InterfaceWatcher watcher = new InterfaceWatcher(this::list, InterfaceRules.defaults());

    @Test
    void knowsTheInterfacesFromTheStart() {
        assertThat(watcher.current().interfaces()).containsExactly(ETH0);
        assertThat(watcher.current().addresses())
                .extracting(address -> address.getHostAddress())
                .containsExactly("10.7.0.5", "fe80:0:0:0:0:0:0:1");
    }

    @Test
    void reportsNothingWhileNothingChanges() {
        assertThat(watcher.poll()).isEmpty();
    }

    @Test
    void reportsNothingWhenOnlyASkippedInterfaceChanges() {
        interfaces = List.of(loopback(), ETH0, up("docker0", 3, "172.17.0.1/16"));

        assertThat(watcher.poll()).isEmpty();
    }

    @Test
    void reportsAnAddressChangeOnce() {
        interfaces = List.of(loopback(), up("eth0", 2, "10.7.0.9/24", "fe80::1/64"));

        assertThat(watcher.poll()).hasToString("Optional[eth0 gained 10.7.0.9/24, eth0 lost 10.7.0.5/24]");
        assertThat(watcher.poll()).isEmpty();
    }

    @Test
    void reportsALinkThatGoesDownAndComesBack() {
        interfaces = List.of(ETH0, up("eth1", 3, "10.8.0.5/24"));
        assertThat(watcher.poll()).hasToString("Optional[eth1 came into use]");

        interfaces = List.of(ETH0, down("eth1", 3, "10.8.0.5/24"));
        assertThat(watcher.poll()).hasToString("Optional[eth1 went out of use]");

        interfaces = List.of(ETH0, up("eth1", 3, "10.8.0.5/24"));
        assertThat(watcher.poll()).hasToString("Optional[eth1 came into use]");
    }

    @Test
    void reportsAnInterfaceThatWasDeletedAndMadeAnew() {
        interfaces = List.of(loopback(), up("eth0", 9, "10.7.0.5/24", "fe80::1/64"));

        assertThat(watcher.poll()).hasToString("Optional[eth0 was recreated]");
    }

    @Test
    void doesNotTakeAnotherOrderForAChange() {
        interfaces = List.of(up("eth0", 2, "fe80::1/64", "10.7.0.5/24"), loopback());

        assertThat(watcher.poll()).isEmpty();
    }

    @Test
    void keepsWhatItKnowsWhenTheSystemDoesNotTell() {
        failing = true;

        assertThat(watcher.poll()).isEmpty();
        assertThat(watcher.current().interfaces()).containsExactly(ETH0);
    }

    @Test
    void refusesAMissingInterfaceAtTheStartOnly() {
        InterfaceRules named = new InterfaceRules(List.of("eth0"), List.of());
        InterfaceWatcher running = new InterfaceWatcher(this::list, named);
        interfaces = List.of(up("eth1", 3, "10.8.0.5/24"));

        assertThat(running.poll()).hasToString("Optional[eth0 went out of use]");
        assertThatThrownBy(() -> new InterfaceWatcher(this::list, named)).isInstanceOf(NoSuchInterfaceException.class);
    }

    @Test
    void doesNotStartBlind() {
        failing = true;

        assertThatThrownBy(() -> new InterfaceWatcher(this::list, InterfaceRules.defaults()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot list the network interfaces");
    }

    @Test
    void seesTheLoopbackInterfaceOfThisHost() {
        InterfaceWatcher real =
                new InterfaceWatcher(InterfaceSource.system(), new InterfaceRules(List.of("lo"), List.of("*")));

        assertThat(real.current().interfaces()).extracting(LanInterface::name).containsExactly("lo");
        assertThat(real.poll()).isEmpty();
    }

    private List<LanInterface> list() throws IOException {
        if (failing) {
            throw new IOException("busy");
        }
        return interfaces;
    }
}
