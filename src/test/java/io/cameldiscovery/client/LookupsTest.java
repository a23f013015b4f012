package io.cameldiscovery.client;

import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookupsTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Duration LONG = Duration.ofMinutes(10);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    @BeforeEach
    void forgetCancelledTimers() {
        timer.setRemoveOnCancelPolicy(true);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void findsALookupByItsNonceWhileItIsOpenAndAWhileAfterwards() {
        Lookups lookups = lookups(LONG, LONG);
        Lookup lookup = open(lookups, false);

        assertThat(lookups.find(lookup.nonce())).contains(lookup);
        lookup.timeOut();
        assertThat(lookups.find(lookup.nonce())).contains(lookup);
        assertThat(lookups.find(Nonce.random(new Random(99)))).isEmpty();
    }

    @Test
    void givesEachLookupANonceOfItsOwn() {
        Lookups lookups = lookups(LONG, LONG);
        Set<Nonce> nonces = new HashSet<>();
        for (int number = 0; number < 1000; number++) {
            nonces.add(open(lookups, false).nonce());
        }
        assertThat(nonces).hasSize(1000);
    }

    @Test
    void endsALookupWhenItsTimeIsOver() {
        Lookup lookup = open(lookups(Duration.ofMillis(20), LONG), false);

        eventually(() -> assertThat(lookup.resolution()).isCompleted());
        assertThat(lookup.resolution().join().after()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }

    @Test
    void holdsNoTimerForALookupThatEnded() {
        Lookups lookups = lookups(LONG, LONG);
        for (int number = 0; number < 100; number++) {
            open(lookups, false).timeOut();
            open(lookups, true).timeOut();
        }

        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void endsTheWindowOfALookupForAll() {
        Lookups lookups = lookups(LONG, Duration.ofMillis(20));
        Lookup all = open(lookups, true);

        eventually(() -> assertThat(timer.getQueue()).hasSize(1));
        assertThat(all.isOpen()).as("nothing is proven yet").isTrue();
    }

    private Lookups lookups(Duration timeout, Duration window) {
        return new Lookups(new Random(7), MonotonicClock.system(), timer, timeout, window);
    }

    private static Lookup open(Lookups lookups, boolean all) {
        return lookups.open(ORDERS, all, EnumSet.of(Road.LAN));
    }
}
