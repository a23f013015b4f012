package io.cameldiscovery.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnicastTargetTest {

    @ParameterizedTest
    @CsvSource({
        "10.7.0.5, 10.7.0.5, 9797",
        "10.7.0.5:80, 10.7.0.5, 80",
        "fd00::5, fd00:0:0:0:0:0:0:5, 9797",
        "[fd00::5], fd00:0:0:0:0:0:0:5, 9797",
        "[fd00::5]:80, fd00:0:0:0:0:0:0:5, 80"
    })
    void isAnAddressWithOrWithoutPort(String text, String address, int port) {
        InetSocketAddress target = UnicastTarget.parse(text, 9797);

        assertThat(target.getAddress().getHostAddress()).isEqualTo(address);
        assertThat(target.getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host.example", "10.7.0.5:0", "10.7.0.5:99999", "10.7.0.256"})
    void isNothingThatANameServerWouldHaveToTell(String text) {
        assertThatThrownBy(() -> UnicastTarget.parse(text, 9797)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> UnicastTarget.parse("host.example", 9797)).hasMessageContaining("host.example");
    }
}
