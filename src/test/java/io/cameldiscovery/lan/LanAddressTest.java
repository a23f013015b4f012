package io.cameldiscovery.lan;

import static io.cameldiscovery.lan.Interfaces.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanAddressTest {

    @ParameterizedTest
    @CsvSource({
        "10.7.0.5/24, 10.7.0.255",
        "10.7.0.5/22, 10.7.3.255",
        "127.0.0.1/8, 127.255.255.255",
        "192.168.1.9/30, 192.168.1.11"
    })
    void derivesTheBroadcastAddressFromThePrefix(String own, String broadcast) {
        assertThat(address(own).broadcast().orElseThrow().getHostAddress()).isEqualTo(broadcast);
    }

    @ParameterizedTest
    @CsvSource({"10.7.0.5/31", "10.7.0.5/32", "fd00::5/64"})
    void hasNoBroadcastAddressWhereThereIsNone(String own) {
        assertThat(address(own).broadcast()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.7.0.5/24, 10.7.0.200/32, true",
        "10.7.0.5/24, 10.7.1.200/32, false",
        "10.7.0.5/0, 192.0.2.1/32, true",
        "fd00::5/64, fd00::ffff/128, true",
        "fd00::5/64, fd00:0:0:1::5/128, false",
        "10.7.0.5/24, fd00::5/128, false"
    })
    void coversTheAddressesOfItsSubnet(String own, String other, boolean covered) {
        assertThat(address(own).covers(address(other).address())).isEqualTo(covered);
    }

    @Test
    void refusesAPrefixLongerThanTheAddress() {
        assertThatThrownBy(() -> address("10.7.0.5/33")).isInstanceOf(IllegalArgumentException.class);
    }
}
