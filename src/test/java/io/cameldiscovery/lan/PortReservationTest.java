package io.cameldiscovery.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortReservationTest {

    @Test
    void keepsItsPortForUdpUntilThatIsReleased() throws Exception {
        try (PortReservation reservation = PortReservation.reserve(0)) {
            assertThatThrownBy(() -> new DatagramSocket(reservation.port())).isInstanceOf(BindException.class);

            reservation.releaseUdp();

            try (DatagramSocket socket = new DatagramSocket(reservation.port())) {
                assertThat(socket.getLocalPort()).isEqualTo(reservation.port());
            }
        }
    }

    @Test
    void letsAListenerHaveItsPortForTcp() throws Exception {
        try (PortReservation reservation = PortReservation.reserve(0);
                ServerSocket listener = new ServerSocket(reservation.port())) {
            assertThat(listener.getLocalPort()).isEqualTo(reservation.port());
        }
    }

    @Test
    void givesEveryReservationAPortOfItsOwn() {
        Set<Integer> ports = new HashSet<>();
        Set<PortReservation> reservations = new HashSet<>();
        for (int number = 0; number < 50; number++) {
            PortReservation reservation = PortReservation.reserve(0);
            reservations.add(reservation);
            ports.add(reservation.port());
        }
        reservations.forEach(PortReservation::close);

        assertThat(ports).hasSize(50).allMatch(port -> port > 1023);
    }

    @Test
    void saysInOneLineThatAFixedPortIsInUse() {
        try (PortReservation holder = PortReservation.reserve(0)) {
            assertThatThrownBy(() -> PortReservation.reserve(holder.port()))
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessage("UDP port " + holder.port() + " cannot be used: Address already in use");
        }
    }

    @Test
    void saysInOneLineThatATcpServerHasTheFixedPort() throws Exception {
        try (ServerSocket listener = new ServerSocket(0)) {
            assertThatThrownBy(() -> PortReservation.reserve(listener.getLocalPort()))
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessage("TCP port " + listener.getLocalPort() + " cannot be used: Address already in use");
        }
    }

    @Test
    void takesAFixedPortAgainAfterItWasGivenBack() {
        PortReservation first = PortReservation.reserve(0);
        first.close();

        try (PortReservation second = PortReservation.reserve(first.port())) {
            assertThat(second.port()).isEqualTo(first.port());
        }
    }

    @Test
    void tellsWhetherTheWellKnownPortCanBeShared() throws Exception {
        try (DatagramSocket selfish = new DatagramSocket(0)) {
            assertThatThrownBy(() -> PortReservation.requireShareable(new InetSocketAddress(selfish.getLocalPort())))
                    .isInstanceOf(PortUnavailableException.class)
                    .hasMessageStartingWith("UDP port " + selfish.getLocalPort());
        }
    }
}
