package io.cameldiscovery.lan;

import static io.cameldiscovery.lan.Interfaces.loopback;
import static io.cameldiscovery.lan.Interfaces.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupRoadTest {

    private static final InterfaceSnapshot TWO_LANS = new InterfaceSnapshot(
            List.of(up("eth0", 2, "10.7.0.5/24", "10.7.0.6/24", "fe80::1/64"), up("eth1", 3, "10.8.0.5/24")));

    @Test
    void leadsToEveryGroupAndBroadcastAddressOfEveryInterface() {
        assertThat(roads(options(true, true, true), TWO_LANS))
                .containsExactly(
                        "239.255.255.250 via eth0",
                        "ff02:0:0:0:0:0:0:c via eth0",
                        "10.7.0.255",
                        "239.255.255.250 via eth1",
                        "10.8.0.255");
    }

    @Test
    void leadsNowhereByARoadThatIsSwitchedOff() {
        assertThat(roads(options(false, true, true), TWO_LANS)).containsExactly("10.7.0.255", "10.8.0.255");
        assertThat(roads(options(true, false, false), TWO_LANS))
                .containsExactly("239.255.255.250 via eth0", "239.255.255.250 via eth1");
    }

    @Test
    void leadsToListedHostsEvenWithoutAnInterface() {
        LanSettings listed = new LanSettings(
                9797,
                List.of(),
                true,
                true,
                true,
                1,
                List.of(new InetSocketAddress("10.9.0.1", 9797), new InetSocketAddress("10.9.0.1", 9797)));

        assertThat(roads(listed, InterfaceSnapshot.NONE)).containsExactly("10.9.0.1");
    }

    @Test
    void takesMissingIpv6MulticastOnTheLoopbackInterfaceForNoNews() {
        InterfaceSnapshot alone = new InterfaceSnapshot(List.of(loopback()));

        assertThat(GroupRoad.all(LanSettings.defaults(), alone))
                .filteredOn(GroupRoad::isOptional)
                .hasSize(1);
        assertThat(GroupRoad.all(LanSettings.defaults(), TWO_LANS)).noneMatch(GroupRoad::isOptional);
    }

    @Test
    void refusesOptionsThatCannotWork() {
        assertThatThrownBy(() -> LanSettings.defaults().onPort(0)).hasMessage("the LAN port is 1 to 65535, not 0");
        assertThatThrownBy(() -> LanSettings.groups(List.of("example.org")))
                .hasMessage("not an IP address: example.org");
        assertThatThrownBy(() ->
                        new LanSettings(9797, LanSettings.groups(List.of("10.0.0.1")), true, true, true, 1, List.of()))
                .hasMessageContaining("not a multicast address");
        assertThatThrownBy(() -> new LanSettings(9797, List.of(), true, true, true, 256, List.of()))
                .hasMessage("the hop limit is 0 to 255, not 256");
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 9797);
        assertThatThrownBy(() -> new LanSettings(9797, List.of(), true, true, true, 1, List.of(unresolved)))
                .hasMessageContaining("cannot resolve the LAN target nowhere.invalid");
    }

    private static LanSettings options(boolean multicast, boolean broadcast, boolean ipv6) {
        return new LanSettings(
                9797, LanSettings.groups(LanSettings.DEFAULT_GROUPS), multicast, broadcast, ipv6, 1, List.of());
    }

    private static List<String> roads(LanSettings options, InterfaceSnapshot snapshot) {
        return GroupRoad.all(options, snapshot).stream()
                .map(road -> road.to().getAddress().getHostAddress()
                        + road.via().map(face -> " via " + face.name()).orElse(""))
                .toList();
    }
}
