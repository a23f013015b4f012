package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.Asker;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Site;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server gets another address while clients know the old one; IPv6, which would stay the same, is blocked. */
class AddressChangeIT {

    /** A small part of the 30 s after which it would be announced anyway. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private static Path directory;

    @Test
    void isFollowedByListenersAndTheOldAddressIsNeverNamedAgain() {
        try (Site site = Site.up(directory, 2)) {
            site.lab().block("a", "ipv6");
            HostProcess watcher = site.watcher("a1");
            Asker asker = site.asker("a1", "--timeout", "20s");
            String before = site.lab().ip("a2");
            site.server("a2", 8080);
            watcher.awaitLine("up http://" + before + ":8080/", Site.GENEROUS);
            assertThat(ask(asker)).isEqualTo(before);

            String after = site.lab().addr("a2");

            assertThat(ask(asker)).as("%s", asker.process()).isEqualTo(after);
            watcher.awaitLine("moved http://" + after + ":8080/", SOON);
            assertThat(ask(asker)).as("%s", asker.process()).isEqualTo(after);
        }
    }

    private static String ask(Asker asker) {
        return asker.ask(Site.SERVICE).path("address").asText();
    }
}
