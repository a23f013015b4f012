package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.testing.Asker;
import io.cameldiscovery.testing.Finding;
import io.cameldiscovery.testing.GarbageThrower;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Site;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host on a4 throws garbage at every port of a client, a server and a registry. */
class GarbageIT {

    private static final int PROBE_PORT = 9799;
    /** So that the garbage gets as far as it can: a known port, and no limit per source. */
    private static final String[] OPEN = {
        "-D", "discovery.lan.unicast-port=" + PROBE_PORT, "-D", "discovery.lan.source-rate=0"
    };

    @TempDir
    private static Path directory;

    @Test
    void stopsNeitherServerNorClientNorRegistry() {
        try (Site site = Site.up(directory, 4)) {
            HostProcess registry = site.start("a3", "client", "registry", OPEN);
            HostProcess server = site.startServer("a2", 8080, and(OPEN, "--registry", site.registryUrl("a3")));
            Asker client = site.asker("a1", OPEN);
            site.ready(registry);
            site.ready(server);
            assertThat(client.ask(Site.SERVICE).path("result").asText()).isEqualTo("found");

            site.stranger("a4", GarbageThrower.class, garbageFor(site)).awaitLine("DONE", Site.GENEROUS);

            assertThat(client.ask(Site.SERVICE).path("result").asText()).isEqualTo("found");
            assertFound(site, "lan");
            assertFound(site, "registry");
            for (HostProcess node : List.of(registry, server, client.process())) {
                assertThat(node.isAlive()).as("%s", node).isTrue();
                assertThat(node.errors()).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
            }
            assertThat(server.errors()).anyMatch(line -> line.contains("Dropped"));
        }
    }

    private static void assertFound(Site site, String source) {
        Finding finding = site.find("a1", "--source", source, "--registry", site.registryUrl("a3"));

        assertThat(finding.exitCode()).as("%s", finding.process()).isZero();
    }

    private static String[] garbageFor(Site site) {
        String server = site.lab().ip("a2");
        String registry = site.lab().ip("a3");
        return new String[] {
            query(site),
            "udp:10.77.1.255:9797",
            "udp:" + server + ":" + PROBE_PORT,
            "udp:" + registry + ":" + PROBE_PORT,
            "udp:" + site.lab().ip("a1") + ":" + PROBE_PORT,
            "tcp:" + server + ":" + PROBE_PORT,
            "tcp:" + registry + ":9798",
        };
    }

    /** A good query of the client, to be spoiled in all ways. */
    private static String query(Site site) {
        NodeKey key = NodeKey.load(site.keys("client").resolve("node.jwk"));
        return new TokenSigner(key, EncryptionKeys.none(), SignatureEngine.preferred())
                .sign(new Query(
                        new ServiceName(Site.SERVICE), Nonce.random(new SecureRandom()), Instant.now(), 0, List.of()));
    }

    private static String[] and(String[] first, String... then) {
        return Stream.concat(Stream.of(first), Stream.of(then)).toArray(String[]::new);
    }
}
