package io.cameldiscovery.registry.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A port that was free when the start began, and is not when it comes to it. */
class HttpPortsTest {

    private final Main camel = new Main();

    @AfterEach
    void stop() {
        camel.stop();
    }

    @ParameterizedTest
    @CsvSource({"camel.server, discovery.registry.port", "camel.management, discovery.management.port"})
    void aServerThatDoesNotListenStopsTheStart(String server, String setting) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            start(server, other.getLocalPort());

            assertThatThrownBy(() -> HttpPorts.requireOpen(camel.getCamelContext()))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("took the port of " + setting);
        }
    }

    @Test
    void serversThatListenAreWell() {
        start("camel.server", FreePort.tcp());

        assertThatCode(() -> HttpPorts.requireOpen(camel.getCamelContext())).doesNotThrowAnyException();
    }

    private void start(String server, int port) {
        camel.addInitialProperty(server + ".enabled", "true");
        camel.addInitialProperty(server + ".host", "127.0.0.1");
        camel.addInitialProperty(server + ".port", String.valueOf(port));
        camel.start();
    }
}
