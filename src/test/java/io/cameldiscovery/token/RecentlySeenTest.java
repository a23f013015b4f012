package io.cameldiscovery.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentlySeenTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RecentlySeen window = new RecentlySeen(Duration.ofSeconds(60), 100, nanos::get);

    @Test
    void letsAnIdPassOnceWithinTheRetention() {
        assertThat(window.firstTime("nonce/0")).isTrue();
        assertThat(window.firstTime("nonce/1")).isTrue();
        assertThat(window.firstTime("nonce/0")).isFalse();

        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(window.firstTime("nonce/0")).isFalse();

        nanos.addAndGet(Duration.ofSeconds(62).toNanos());
        assertThat(window.firstTime("nonce/0")).isTrue();
    }

    @Test
    void letsOneOfManyCallersPass() {
        long first = IntStream.range(0, 1000)
                .parallel()
                .filter(i -> window.firstTime("nonce"))
                .count();

        assertThat(first).isEqualTo(1);
    }

    @Test
    void staysBoundedUnderAFloodOfIds() {
        long forgotten = 0;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                forgotten += round == 1 && window.firstTime("nonce-" + i) ? 1 : 0;
            }
        }

        assertThat(forgotten).isGreaterThan(9_000);
    }
}
