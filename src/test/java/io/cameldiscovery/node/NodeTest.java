package io.cameldiscovery.node;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.settings.ConfigurationException;
import io.cameldiscovery.settings.Role;
import io.cameldiscovery.testing.FreePort;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestLan;
import io.cameldiscovery.testing.TestNode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {

    @RegisterExtension
    private final TestLan lan = new TestLan();

    @Test
    void leavesNoThreadsAndNoPortsBehind() {
        // Camel itself leaves a thread behind when a context is started a second time, as a test before this one may
        // have.
        Set<Thread> others = Set.copyOf(Thread.getAllStackTraces().keySet());
        try (TestNode first = everything().start()) {
            assertThat(first.resolve("orders")).isInstanceOf(Resolution.Found.class);
        }

        eventually(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !others.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("discovery") || name.startsWith("Camel")));
    }

    @Test
    void stopsWithoutAWarningThoughLookupsAnnouncementsAndRenewalsAreOnTheirWay() {
        try (LogOf camel = LogOf.infoAndAbove("org.apache.camel");
                LogOf ours = LogOf.infoAndAbove("io.cameldiscovery")) {
            // Nobody answers there: what it says to the registry is repeated.
            try (TestNode node = everything()
                    .with("discovery.registry.url", "http://127.0.0.1:" + FreePort.tcp())
                    .start()) {
                node.ask("nobody", false);
                eventually(() -> assertThat(
                                node.node().context().getInflightRepository().size())
                        .isPositive());
            }
            assertThat(camel.lines())
                    .anyMatch(line -> line.contains("is shutting down") || line.contains("NettyConsumer"))
                    .noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
            assertThat(ours.lines()).noneMatch(line -> line.contains("closed"));
        }
    }

    @Test
    void startsAgainWithTheSameIdentityAndAHigherEpoch() {
        TestNode.Plan plan = everything().with("discovery.instance", "");
        long epoch;
        String identity;
        try (TestNode first = plan.start()) {
            epoch = sequence(first);
            identity = first.node().ownInstances().instance().value();
        }
        TestNode second = plan.start();
        assertThat(sequence(second)).isGreaterThan(epoch);
        assertThat(second.node().ownInstances().instance().value()).isEqualTo(identity);
    }

    @Test
    void runsBesideAnotherWithTheSameSettings() {
        TestNode.Plan plan = lan.node("twin", Role.SERVER)
                .with("discovery.instance", "")
                .offering("orders", "http://127.0.0.1:8080/");
        TestNode first = plan.start();
        TestNode second = plan.start();
        assertThat(first.node().ownInstances().instance())
                .isNotEqualTo(second.node().ownInstances().instance());
        ServiceName orders = new ServiceName("orders");
        eventually(() -> assertThat(first.node().catalogue().count(orders)).isEqualTo(1));
        eventually(() -> assertThat(second.node().catalogue().count(orders)).isEqualTo(1));
    }

    @Test
    void givesBackWhatAFailedStartHadTaken() throws IOException {
        int unicast = FreePort.udp();
        int http = FreePort.tcp();
        TestNode.Plan plan =
                everything().with("discovery.lan.unicast-port", unicast).with("discovery.registry.port", http);
        try (DatagramSocket taken = new DatagramSocket(unicast)) {
            assertThatThrownBy(plan::start)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
        try (ServerSocket taken = new ServerSocket(http, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(plan::start)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
        assertThatThrownBy(() -> everything()
                        .offering("large", "http://127.0.0.1:8080/" + "x".repeat(400))
                        .with("discovery.service.large.metadata.a", "y".repeat(600))
                        .start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("the record of 'large' is \\d+ octets too large for a datagram: .*");

        try (TestNode node = plan.start()) {
            assertThat(node.node().summary())
                    .endsWith("state in " + lan.directory().resolve("state-node"));
            assertThat(node.node().registrySummary())
                    .hasValue("Registry at http://127.0.0.1:" + http
                            + "; no DNS (discovery.registry.dns.port=0); store sqlite with 0 leases");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]"})
    void servesARegistryAtAnIpv6AddressHoweverItIsWritten(String host) throws IOException {
        int http = FreePort.tcp();
        int dns = FreePort.tcp();
        TestNode node = lan.node("node", Role.REGISTRY)
                .with("discovery.registry.host", host)
                .with("discovery.registry.port", http)
                .with("discovery.registry.dns.port", dns)
                .start();
        assertThat(node.node().registrySummary().orElseThrow())
                .startsWith("Registry at http://[::1]:" + http + "; DNS at [::1]:" + dns + ";");
        for (int port : new int[] {http, dns}) {
            try (Socket client = new Socket("::1", port)) {
                assertThat(client.isConnected()).isTrue();
            }
        }
    }

    @Test
    void saysWhichRouteFileCannotBeUsed() throws IOException {
        Path home = lan.directory().resolve("edited");
        TestNode.copyProject(home);
        Files.writeString(
                home.resolve("routes/common/broken.camel.yaml"), "- route: {id: broken, from: {uri: nowhere:x}}");

        assertThatThrownBy(() -> everything().installedAt(home).start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("the routes or settings cannot be used: ")
                .hasMessageContaining("broken");
    }

    @Test
    void leavesOutTheRoutesThatAreExcluded() {
        TestNode node = everything()
                .with("discovery.routes.excluded", "keep-warm, announce-*")
                .start();
        assertThat(node.node().context().getRoutes())
                .extracting(org.apache.camel.Route::getRouteId)
                .contains("announce", "refresh-service")
                .doesNotContain("keep-warm", "announce-at-start", "announce-regularly");
    }

    @Test
    void leavesOutARouteThatIsNotNeededAnyway() {
        TestNode node = lan.node("node", Role.CLIENT)
                .with("discovery.routes.excluded", "query-registry")
                .start();
        assertThat(node.node().context().getRoute("query-registry")).isNull();
    }

    @Test
    void offersAndWithdrawsAlsoWithoutTheRoutesThatWouldSaySo() {
        TestNode node = lan.node("node", Role.SERVER)
                .with("discovery.routes.excluded", "announce*,withdraw-service,say-goodbye")
                .start();
        assertThatCode(() -> {
                    node.node()
                            .offer(new Offer(
                                    new ServiceName("orders"),
                                    List.of(new EndpointTemplate("http://127.0.0.1:8080/")),
                                    java.util.Map.of()));
                    node.node().withdraw(new ServiceName("orders"));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void saysWhichRoutesThereAreWhenAnExcludedOneIsUnknown() {
        assertThatThrownBy(() -> lan.node("node", Role.CLIENT)
                        .with("discovery.routes.excluded", "keep-cache,keep-wram")
                        .start())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "discovery.routes.excluded names 'keep-wram', but no route has that id: write one of accept-")
                .hasMessageContaining(", keep-cache, keep-warm, ");
    }

    @Test
    void followsRoutesAndSettingsThatWereEdited() throws IOException {
        Path home = lan.directory().resolve("edited");
        TestNode.copyProject(home);
        Path say = home.resolve("routes/common/greet.camel.yaml");
        Files.writeString(say, """
                - route:
                    id: greet
                    from:
                      uri: direct:greet
                      steps:
                        - setBody:
                            simple: "hello from {{discovery.region}}"
                """);
        Files.writeString(home.resolve("config/application-client.properties"), "discovery.region=the north\n");

        try (TestNode node = lan.node("node", Role.CLIENT).installedAt(home).start()) {
            assertThat(node.call("greet", "")).isEqualTo("hello from the north");
        }
    }

    @Test
    void encryptsEverythingWhenItHasAKeyForThat() {
        Path key = lan.directory().resolve("encryption.jwk");
        new io.cameldiscovery.token.KeyGenerator(new java.security.SecureRandom()).encryptionKey(key, null);
        TestNode server = lan.node("server", Role.SERVER)
                .with("discovery.encryption.key-file", key)
                .offering("orders", "http://127.0.0.1:8080/")
                .start();
        TestNode client = lan.node("client", Role.CLIENT)
                .with("discovery.encryption.key-file", key)
                .start();
        TestNode plain = lan.node("plain", Role.CLIENT)
                .with("discovery.resolver.timeout", "1s")
                .start();
        assertThat(client.resolve("orders")).isInstanceOf(Resolution.Found.class);
        assertThat(plain.resolve("orders")).isInstanceOf(Resolution.NotFound.class);
        assertThat(server.drops("not-encrypted")).isPositive();
        assertThat(List.of(server.drops("failure"), client.drops("failure"))).containsOnly(0L);
    }

    private TestNode.Plan everything() {
        return lan.node("node", Role.values())
                .with("discovery.registry.port", FreePort.tcp())
                .offering("orders", "http://127.0.0.1:8080/");
    }

    private static long sequence(TestNode node) {
        return node.node()
                .ownInstances()
                .record(new ServiceName("orders"), java.time.Duration.ofSeconds(90))
                .orElseThrow()
                .sequence()
                .epoch();
    }
}
