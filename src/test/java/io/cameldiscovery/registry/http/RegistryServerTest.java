package io.cameldiscovery.registry.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import io.cameldiscovery.testing.TestRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a registry serves by its own server, or not at all. */
class RegistryServerTest {

    @TempDir
    private Path directory;

    @Test
    void aServerThatCamelMadeByItselfStopsTheStart() {
        assertRefused(
                plan().with("camel.beans.other", "#class:" + DefaultMainHttpServerFactory.class.getName()),
                "Camel serves HTTP by another server than the registry's own");
    }

    @ParameterizedTest
    @CsvSource({"camel.server.path, /here", "camel.server.useGlobalSslContextParameters, true"})
    void aSettingOfCamelsThatWouldNotCountStopsTheStart(String setting, String value) {
        assertRefused(plan().with(setting, value), "a registry takes no " + setting);
    }

    @Test
    void aPortThatIsTakenStopsTheStart() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            new TestRegistry(Samples::judge, new MemoryLeaseStore(), other.getLocalPort()).close())
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("took the port of discovery.registry.port");
        }
    }

    private static void assertRefused(TestNode.Plan plan, String why) {
        assertThatThrownBy(() -> plan.start().close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(why);
    }

    private TestNode.Plan plan() {
        return new TestLan(directory).node("registry", Role.REGISTRY).with("discovery.registry.port", FreePort.tcp());
    }
}
