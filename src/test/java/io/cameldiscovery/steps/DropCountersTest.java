package io.cameldiscovery.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.testing.LogOf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropCountersTest {

    private final HandClock clock = new HandClock();
    private final DropCounters drops = new DropCounters(clock);
    private final InetSocketAddress sender = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7);
    private final LogOf log = LogOf.infoAndAbove("io.cameldiscovery.steps.DropCounters");

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void countsByReason() {
        drops.count("bad-signature", "x", sender);
        drops.count("bad-signature", "x", sender);
        drops.countQuietly("copy");

        assertThat(drops.counts()).isEqualTo(Map.of("bad-signature", 2L, "copy", 1L));
    }

    @Test
    void saysSoTheFirstTimeAndThenOnceAMinuteForEachReason() {
        for (int second = 0; second < 130; second++) {
            for (int packet = 0; packet < 100; packet++) {
                drops.count("bad-signature", "detail", sender);
            }
            clock.forward(Duration.ofSeconds(1));
        }
        drops.count("unknown-key", "other", sender);

        assertThat(log.lines())
                .containsExactly(
                        "WARN Dropped 1 so far: bad-signature (detail, last from 127.0.0.1:7)",
                        "WARN Dropped 6101 so far: bad-signature (detail, last from 127.0.0.1:7)",
                        "WARN Dropped 12201 so far: bad-signature (detail, last from 127.0.0.1:7)",
                        "WARN Dropped 1 so far: unknown-key (other, last from 127.0.0.1:7)");
    }

    @Test
    void namesTheSenderAsPeopleWriteAddresses() throws UnknownHostException {
        drops.count("not-admin", "an admin request", new InetSocketAddress(InetAddress.getByName("fd00::5"), 0));
        drops.count("malformed", "x", new InetSocketAddress(InetAddress.getByName("fd00::5"), 9797));
        drops.count("failure", "x", null);

        assertThat(log.lines())
                .containsExactly(
                        "WARN Dropped 1 so far: not-admin (an admin request, last from fd00:0:0:0:0:0:0:5)",
                        "WARN Dropped 1 so far: malformed (x, last from [fd00:0:0:0:0:0:0:5]:9797)",
                        "WARN Dropped 1 so far: failure (x)");
    }

    @Test
    void isSilentAboutEverydayLife() {
        for (int packet = 0; packet < 100; packet++) {
            drops.countQuietly("copy");
        }

        assertThat(log.lines()).isEmpty();
    }
}
