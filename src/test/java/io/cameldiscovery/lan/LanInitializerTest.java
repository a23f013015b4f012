package io.cameldiscovery.lan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.timing.MonotonicClock;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanInitializerTest {

    @ParameterizedTest
    @CsvSource({
        "udp://127.0.0.1, sync=false, set udpByteArrayCodec: true",
        "udp://127.0.0.1, udpByteArrayCodec=true, set sync: false",
        "udp://239.255.255.250, udpByteArrayCodec=true&sync=false, set host: 0.0.0.0",
        "tcp://127.0.0.1, sync=false, set protocol: udp"
    })
    void refusesToStartAnEndpointThatOnePacketCouldSilence(String address, String parameters, String advice)
            throws Exception {
        try (PortReservation port = PortReservation.reserve(0);
                DefaultCamelContext camel = new DefaultCamelContext();
                LanSocket lan = lanSocket()) {
            camel.getRegistry().bind("lan", lan.groupSocket());
            camel.addRoutes(
                    route("netty:" + address + ":" + port.port() + "?serverInitializerFactory=#lan&" + parameters));

            assertThatThrownBy(camel::start).hasMessageContaining(advice);
        }
    }

    private static LanSocket lanSocket() {
        InterfaceRules loopback = new InterfaceRules(List.of("lo"), List.of());
        return new LanSocket(
                LanSettings.defaults(),
                DatagramFilter.tokens(DatagramFilter.MAX_LENGTH),
                new InterfaceWatcher(InterfaceSource.system(), loopback),
                PortReservation.reserve(0),
                MonotonicClock.system());
    }

    private static RouteBuilder route(String uri) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).log("heard");
            }
        };
    }
}
