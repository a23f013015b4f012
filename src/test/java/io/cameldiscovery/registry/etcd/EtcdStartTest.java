package io.cameldiscovery.registry.etcd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.registry.store.UnusableStoreException;
import io.cameldiscovery.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the operator is told of a cluster that does not answer at the start. */
class EtcdStartTest {

    @Test
    void saysThatConnectionsAreRefused() {
        try (EtcdLeaseStore store = storeAt(FreePort.tcp())) {
            assertThatThrownBy(store::load)
                    .isInstanceOf(UnusableStoreException.class)
                    .hasMessageContaining("cannot be read (connection refused): start it");
        }
    }

    @Test
    void saysThatNoAnswerComesFromWhatTakesConnections() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                EtcdLeaseStore store = storeAt(silent.getLocalPort())) {
            assertThatThrownBy(store::load)
                    .isInstanceOf(UnusableStoreException.class)
                    .hasMessageContainingAll("no answer", "https://");
        }
    }

    private static EtcdLeaseStore storeAt(int port) {
        return EtcdLeaseStore.open(new EtcdSettings(
                List.of(URI.create("http://127.0.0.1:" + port)),
                "test",
                null,
                null,
                null,
                null,
                null,
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                100));
    }
}
