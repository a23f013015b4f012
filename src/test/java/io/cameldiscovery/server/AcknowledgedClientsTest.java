package io.cameldiscovery.server;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AcknowledgedClientsTest {

    private final InetAddress asker = address("10.7.0.5");

    @Test
    void reachesByUnicastWhoAcknowledgedLately() {
        AcknowledgedClients askers = new AcknowledgedClients(Duration.ofMinutes(10));
        assertThat(askers.reachedByUnicast(asker, 0)).isFalse();

        askers.acknowledged(asker);

        assertThat(askers.reachedByUnicast(asker, 0)).isTrue();
        assertThat(askers.reachedByUnicast(address("10.7.0.6"), 0)).isFalse();
    }

    @Test
    void doubtsItWhenTheQueryIsRepeated() {
        AcknowledgedClients askers = new AcknowledgedClients(Duration.ofMinutes(10));
        askers.acknowledged(asker);

        assertThat(askers.reachedByUnicast(asker, 1)).isFalse();
    }

    @Test
    void forgetsAfterAWhile() {
        AcknowledgedClients askers = new AcknowledgedClients(Duration.ofMillis(20));
        askers.acknowledged(asker);

        eventually(() -> assertThat(askers.reachedByUnicast(asker, 0)).isFalse());
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
