package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cameldiscovery.testing.Asker;
import io.cameldiscovery.testing.Finding;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Site;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry is killed and starts again; the LAN helps nobody, since it carries no UDP. */
class RegistryRestartIT {

    @TempDir
    private static Path directory;

    @Test
    void keepsRegistrationsThatItAcknowledgedBeforeItWasKilled() {
        try (Site site = Site.up(directory, 3)) {
            site.lab().block("a", "udp");
            String url = site.registryUrl("a3");
            String state = site.newState().toString();
            HostProcess registry = site.registry("a3", "--state", state);
            site.server("a2", 8080, "--registry", url);
            Asker asker = site.asker("a1", "--registry", url, "--no-cache");
            await().atMost(Site.GENEROUS)
                    .until(() -> asker.ask(Site.SERVICE).path("result").asText(), "found"::equals);

            registry.kill();
            // The server cannot register again: what the registry knows, it kept.
            site.lab().block("a2", "tcp:9798");
            site.registry("a3", "--state", state);
            Finding finding = site.find("a1", "--registry", url);

            assertThat(finding.exitCode()).as("%s", finding.process()).isZero();
            assertThat(finding.addresses()).hasSize(1).containsAnyOf(site.addresses("a2"));
        }
    }
}
