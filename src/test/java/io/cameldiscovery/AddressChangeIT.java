package io.cameldiscovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cameldiscovery.testing.Asker;
import io.cameldiscovery.testing.HostProcess;
import io.cameldiscovery.testing.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
            Asker asker = site.asker("a1");
            String before = site.lab().ip("a2");
            site.server("a2", 8080);
            watcher.awaitLine("up http://" + before + ":8080/", Site.GENEROUS);
            assertThat(asker.ask(Site.SERVICE).path("address").asText()).isEqualTo(before);

            String after = site.lab().addr("a2");
            List<String> named = askUntilNamed(asker, after);

            assertThat(named).as("%s", asker.process()).doesNotContain(before);
            watcher.awaitLine("moved http://" + after + ":8080/", SOON);
            assertThat(asker.ask(Site.SERVICE).path("address").asText()).isEqualTo(after);
        }
    }

    /** Every address that it named on the way. */
    private static List<String> askUntilNamed(Asker asker, String address) {
        List<String> named = new ArrayList<>();
        long end = System.nanoTime() + Site.GENEROUS.toNanos();
        while (!named.contains(address) && System.nanoTime() < end) {
            JsonNode answer = asker.ask(Site.SERVICE);
            if (answer.path("result").asText().equals("found")) {
                named.add(answer.path("address").asText());
            }
        }
        assertThat(named).as("%s", asker.process()).contains(address);
        return named;
    }
}
