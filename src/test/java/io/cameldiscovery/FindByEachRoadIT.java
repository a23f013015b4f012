package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.Finding;
import io.cameldiscovery.testing.Site;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client on a1 finds the server on a2 by whatever road the network leaves open; the registry is on a3. */
class FindByEachRoadIT {

    @TempDir
    private static Path directory;

    private static Site site;

    @BeforeAll
    static void startServerAndRegistry() {
        site = Site.up(directory, 3);
        var registry = site.start("a3", "client", "registry");
        var server = site.startServer("a2", 8080, "--registry", site.registryUrl("a3"));
        site.ready(registry);
        site.ready(server);
    }

    @AfterEach
    void endFaults() {
        site.lab().clear();
    }

    @AfterAll
    static void stop() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void byBroadcastWhenMulticastIsBlocked() {
        site.lab().block("a", "multicast");

        Finding finding = site.find("a1");

        assertFound(finding, "udp", site.lab().ip("a2"));
    }

    @Test
    void byIpv4MulticastWhenBroadcastAndIpv6AreBlocked() {
        site.lab().block("a", "broadcast", "ipv6");

        Finding finding = site.find("a1");

        assertFound(finding, "udp", site.lab().ip("a2"));
    }

    @Test
    void byIpv6AtItsIpv6AddressWhenIpv4IsBlocked() {
        site.lab().block("a", "ipv4");

        Finding finding = site.find("a1");

        assertFound(finding, "udp", Finding.address(site.lab().ip6("a2")));
    }

    @Test
    void byTheRegistryWhenAllUdpIsBlocked() {
        site.lab().block("a", "udp");

        Finding finding = site.find("a1", "--registry", site.registryUrl("a3"));

        assertFound(finding, "registry", site.addresses("a2"));
    }

    @Test
    void whenThreeOfTenFramesAreLost() {
        site.lab().loss("a", 30);

        Finding finding = site.find("a1", "--timeout", "10s", "-D", "discovery.query.repeats=20");

        assertFound(finding, "udp", site.addresses("a2"));
    }

    private static void assertFound(Finding finding, String source, String... addresses) {
        assertThat(finding.exitCode()).as("%s", finding.process()).isZero();
        assertThat(finding.addresses()).as("%s", finding.process()).hasSize(1).containsAnyOf(addresses);
        assertThat(finding.sources()).as("%s", finding.process()).containsExactly(source);
    }
}
