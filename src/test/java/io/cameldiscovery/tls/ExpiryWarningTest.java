package io.cameldiscovery.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.Certificates;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.testing.LogOf;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiryWarningTest {

    @TempDir
    private Path folder;

    @Test
    void saysOnceADayThatTheCertificateEndsFromTwoWeeksBefore() throws Exception {
        Certificates certificates = Certificates.make(folder);
        HandClock clock = new HandClock();
        Identity identity = new Identity(
                certificates.certificate("registry"), certificates.key("registry"), clock::nanos, () -> {});
        Instant ends = identity.certificate().getNotAfter().toInstant();
        ExpiryWarning warning = new ExpiryWarning(identity, clock);

        try (LogOf log = LogOf.infoAndAbove(ExpiryWarning.class.getName())) {
            clock.setWall(ends.minus(Duration.ofDays(14)).minusSeconds(1));
            warning.look();
            assertThat(log.lines()).isEmpty();

            clock.setWall(ends.minus(Duration.ofDays(14)));
            warning.look();
            clock.forward(Duration.ofHours(23));
            warning.look();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN The certificate of CN=")
                    .contains(" ends at " + ends);

            clock.setWall(ends);
            warning.look();
            assertThat(log.lines()).hasSize(2).last().asString().contains(" ended at " + ends);
        }
    }
}
