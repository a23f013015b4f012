package io.cameldiscovery.lan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncedAddressesTest {

    @Test
    void namesAllRoutableAddressesIpv4First() {
        assertThat(announced("fe80::1", "fd00::5", "10.7.0.5", "169.254.3.4", "192.168.1.9"))
                .containsExactly("10.7.0.5", "192.168.1.9", "fd00:0:0:0:0:0:0:5");
    }

    @Test
    void namesLinkLocalAddressesOnlyWhereThereIsNothingElse() {
        assertThat(announced("fe80::1", "169.254.3.4")).containsExactlyInAnyOrder("169.254.3.4", "fe80:0:0:0:0:0:0:1");
        assertThat(announced()).isEmpty();
    }

    private static List<String> announced(String... addresses) {
        List<LanAddress> own = Arrays.stream(addresses)
                .map(address -> new LanAddress(parse(address), (short) 24))
                .toList();
        InterfaceSnapshot snapshot = new InterfaceSnapshot(List.of(new LanInterface("eth0", 2, true, false, own)));
        return AnnouncedAddresses.announced(snapshot).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static InetAddress parse(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
