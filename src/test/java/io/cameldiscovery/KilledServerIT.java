package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.Asker;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Site;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server ends without a goodbye, as by {@code kill -9}. */
class KilledServerIT {

    /** Three announcement intervals of one second, with time for a slow machine. */
    private static final Duration THREE_INTERVALS = Duration.ofSeconds(3).plusSeconds(5);

    @TempDir
    private static Path directory;

    @Test
    void isNotHandedOutOnTheNextUseAndIsForgottenAfterThreeAnnouncementIntervals() {
        try (Site site = Site.up(directory, 2)) {
            HostProcess watcher = site.watcher("a1");
            Asker asker = site.asker("a1", "--timeout", "2s");
            HostProcess server = site.server("a2", 8080, "-D", "discovery.announcer.interval=1s");
            watcher.awaitLine("up ", Site.GENEROUS);
            assertThat(asker.ask(Site.SERVICE).path("result").asText()).isEqualTo("found");

            server.kill();

            assertThat(asker.ask(Site.SERVICE).path("result").asText())
                    .as("%s", asker.process())
                    .isEqualTo("not-found");
            watcher.awaitLine("down http://" + site.lab().ip("a2") + ":8080/", THREE_INTERVALS);
        }
    }
}
