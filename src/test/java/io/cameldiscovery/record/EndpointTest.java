package io.cameldiscovery.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "http://10.7.0.5:8080/api, 10.7.0.5, 8080",
        "https://10.7.0.5, 10.7.0.5, 443",
        "tcp://[fd00::5]:5672, fd00::5, 5672",
        "amqp://[::ffff:10.7.0.5], 10.7.0.5, 5672",
        "tcp://[::ffff:a07:5]:1, 10.7.0.5, 1",
        "tcp://[64:ff9b::10.7.0.5]:1, 64:ff9b::a07:5, 1",
        "tcp://[1:2:3:4:5:6:7:8]:1, 1:2:3:4:5:6:7:8, 1",
        "tcp://[::]:1, ::, 1",
        "tcp://[1:2:3:4:5:6:7::]:1, 1:2:3:4:5:6:7:0, 1",
        "http://0.0.0.0, 0.0.0.0, 80",
        "http://255.249.199.100, 255.249.199.100, 80",
    })
    void knowsAddressAndPortWithoutANameServer(String uri, String address, int port) throws Exception {
        assertThat(Endpoint.parse(uri).socketAddress())
                .isEqualTo(new InetSocketAddress(InetAddress.getByName(address), port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.7.0.5:8080",
                "/api",
                "http:///api",
                "http://orders.example/",
                "http://localhost:80",
                "http://256.1.1.1/",
                "http://1.2.3/",
                "http://2130706433/",
                "http://0x7f.1/",
                "http://010.7.0.5/",
                "http://10.07.0.5/",
                "http://10.7.00.5/",
                "http://10.7.0.005/",
                "http://[::ffff:10.7.0.05]/",
                "http://[fd00::00005]/",
                "http://[1:2:3:4:5:6:7:8:9]/",
                "http://[1:2:3:4:5:6:7]/",
                "http://[1::2::3]/",
                "http://[fe80::1%eth0]/",
                "http://10.7.0.5/\u00e4",
                "http://10.7.0.5/\ud83d",
                "http://10.7.0.\u0665/",
                "http://[::g]/",
                "http://[fe80::1%25eth0]/",
                "http://10.7.0.5:0/",
                "http://10.7.0.5:65536/",
                "mailto:a@10.7.0.5",
                "http://user:secret@10.7.0.5/",
                "http://10.7.0.5/a b"
            })
    void refusesWhatIsNoUriWithALiteralAddress(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(uri));
    }

    @Test
    void refusesToBeLong() {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse("http://10.7.0.5/" + "a".repeat(512)));
    }

    @Test
    void hasNoSocketAddressWithoutAPort() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Endpoint.parse("custom://10.7.0.5").socketAddress());
    }
}
