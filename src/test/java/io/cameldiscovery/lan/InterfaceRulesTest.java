package io.cameldiscovery.lan;

import static io.cameldiscovery.lan.Interfaces.down;
import static io.cameldiscovery.lan.Interfaces.loopback;
import static io.cameldiscovery.lan.Interfaces.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker0", "br-4f3a", "veth12ab", "virbr0", "vmnet8", "vboxnet0", "tun0", "tap1", "wg0", "ppp0",
                "tailscale0", "ztabc", "cni0", "flannel.1", "cali123", "podman0", "lxcbr0", "utun3", "awdl0", "llw0",
                "ifb0", "dummy0"
            })
    void skipsAdaptersOfContainersVirtualMachinesAndVpnsByDefault(String name) {
        assertThat(chosen(InterfaceRules.defaults(), up("eth0", 2, "10.7.0.5/24"), up(name, 3, "172.17.0.1/16")))
                .containsExactly("eth0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "enp3s0", "wlan0", "wlp2s0", "en0", "bond0", "br0", "eno1.42"})
    void usesOrdinaryAdaptersByDefault(String name) {
        assertThat(chosen(InterfaceRules.defaults(), up(name, 2, "10.7.0.5/24")))
                .containsExactly(name);
    }

    @Test
    void saysWhyEachInterfaceIsUsedOrSkipped() {
        List<InterfaceChoice> choices = InterfaceRules.defaults()
                .choose(List.of(
                        loopback(),
                        up("eth0", 2, "10.7.0.5/24"),
                        up("docker0", 3, "172.17.0.1/16"),
                        down("eth1", 4, "10.8.0.5/24"),
                        up("eth2", 5)));

        assertThat(choices)
                .extracting(InterfaceChoice::toString)
                .containsExactly(
                        "lo is skipped: is the loopback interface",
                        "eth0 is used: matches no exclude (10.7.0.5/24)",
                        "docker0 is skipped: matches exclude 'docker*'",
                        "eth1 is skipped: is down",
                        "eth2 is skipped: has no address");
    }

    @Test
    void usesOnlyWhatIsIncluded() {
        assertThat(chosen(rules("eth*"), up("eth0", 2, "10.7.0.5/24"), up("wlan0", 3, "10.8.0.5/24")))
                .containsExactly("eth0");
    }

    @Test
    void usesAnInterfaceIncludedByNameAlthoughItIsExcluded() {
        assertThat(chosen(rules("docker0"), up("docker0", 3, "172.17.0.1/16"))).containsExactly("docker0");
    }

    @Test
    void skipsWhatIsExcludedAlthoughAPatternIncludesIt() {
        assertThat(chosen(rules("*"), up("eth0", 2, "10.7.0.5/24"), up("docker0", 3, "172.17.0.1/16")))
                .containsExactly("eth0");
    }

    @Test
    void usesTheLoopbackInterfaceBesideOthersWhenItIsNamed() {
        assertThat(chosen(rules("lo", "eth0"), loopback(), up("eth0", 2, "10.7.0.5/24")))
                .containsExactly("lo", "eth0");
    }

    @Test
    void usesTheLoopbackInterfaceWhenNothingElseIsUsable() {
        assertThat(chosen(InterfaceRules.defaults(), loopback(), down("eth0", 2, "10.7.0.5/24")))
                .containsExactly("lo");
    }

    @Test
    void takesAPatternLiterallyButForItsWildcards() {
        assertThat(chosen(rules("eth0.1?"), up("eth0.12", 2, "10.7.0.5/24"), up("eth0x12", 3, "10.8.0.5/24")))
                .containsExactly("eth0.12");
    }

    @Test
    void refusesANamedInterfaceThatDoesNotExistAndNamesThoseThatDo() {
        assertThatThrownBy(() -> rules("eth7", "wlan*").requireNamed(List.of(loopback(), up("eth0", 2, "10.7.0.5/24"))))
                .isInstanceOf(NoSuchInterfaceException.class)
                .hasMessage("no such network interface: eth7 (this host has: lo, eth0)");
    }

    private static InterfaceRules rules(String... includes) {
        return new InterfaceRules(List.of(includes), InterfaceRules.DEFAULT_EXCLUDES);
    }

    private static List<String> chosen(InterfaceRules rules, LanInterface... interfaces) {
        return rules.choose(List.of(interfaces)).stream()
                .filter(InterfaceChoice::chosen)
                .map(choice -> choice.face().name())
                .toList();
    }
}
