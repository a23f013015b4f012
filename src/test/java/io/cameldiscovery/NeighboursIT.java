package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.Finding;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes on one LAN, and on one host. */
class NeighboursIT {

    /** A small part of the 90 s after which a record ends by itself. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final String PLAIN = "discovery.encryption.key-file=";

    @TempDir
    private static Path directory;

    private static Site site;

    @BeforeAll
    static void makeLab() {
        site = Site.up(directory, 2);
    }

    @AfterEach
    void stopNodes() {
        site.clear();
    }

    @AfterAll
    static void removeLab() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void areBothFoundWhenTheyStartAtOnceOnOneHostAndOneLeavesWithAGoodbye() {
        String sharedState = site.newState().toString();
        HostProcess first = site.startServer("a2", 8081, "--state", sharedState);
        HostProcess second = site.startServer("a2", 8082, "--state", sharedState);
        HostProcess watcher = site.watcher("a1");
        site.ready(first);
        site.ready(second);
        String host = "http://" + site.lab().ip("a2");

        Finding finding = site.find("a1", "--all");
        watcher.awaitLine("up " + host + ":8081/", Site.GENEROUS);
        watcher.awaitLine("up " + host + ":8082/", Site.GENEROUS);
        first.terminate();

        assertThat(finding.answers()).as("%s", finding.process()).hasSize(2);
        assertThat(finding.answers().stream().map(answer -> answer.path("port").asInt()))
                .containsExactlyInAnyOrder(8081, 8082);
        watcher.awaitLine("down " + host + ":8081/", SOON);
        assertThat(watcher.lines()).noneMatch(line -> line.startsWith("down") && line.contains(":8082/"));
    }

    @Test
    void thatEncryptAreHeardOnlyByThoseThatDoAndPlainOnesOnlyByPlainOnes() throws IOException {
        site.keygen("encrypting", "--services", Site.SERVICE, "--encryption");
        Files.copy(
                site.keys("encrypting").resolve("encryption.jwk"),
                site.keys("client").resolve("encryption.jwk"));
        HostProcess encrypting = site.start("a2", "encrypting", "server", Site.SERVICE + "=http://{address}:8443/");
        HostProcess plain = site.startServer("a2", 8080);
        site.ready(encrypting);
        site.ready(plain);

        HostProcess encryptedFind = site.startFind("a1", "--all");
        HostProcess plainFind = site.startFind("a1", "--all", "-D", PLAIN);

        assertThat(ports(site.end(encryptedFind))).containsExactly(8443);
        assertThat(ports(site.end(plainFind))).containsExactly(8080);
    }

    private static Iterable<Integer> ports(Finding finding) {
        assertThat(finding.exitCode()).as("%s", finding.process()).isZero();
        return finding.answers().stream()
                .map(answer -> answer.path("port").asInt())
                .toList();
    }
}
