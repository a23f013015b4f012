package io.cameldiscovery.client;

import static io.cameldiscovery.client.Instances.key;
import static io.cameldiscovery.client.Instances.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.timing.Backoff;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EjectionsTest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Instances world = new Instances();
    private final Ejections ejections =
            new Ejections(new Backoff(Duration.ofSeconds(5), 2, Duration.ofSeconds(60)), world.clock);

    @Test
    void pausesTwiceAsLongEachTimeInARowUpToTheLongest() {
        for (int seconds : new int[] {5, 10, 20, 40, 60, 60}) {
            assertThat(ejections.failed(place("a"))).hasValue(Duration.ofSeconds(seconds));
            world.clock.forward(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void countsCallsThatFailWithinThePauseAsOneFailure() {
        ejections.failed(place("a"));
        world.clock.forward(Duration.ofSeconds(4));

        assertThat(ejections.failed(place("a"))).isEmpty();
        world.clock.forward(Duration.ofSeconds(1));

        assertThat(ejections.failed(place("a")))
                .as("the pause was not made longer")
                .hasValue(Duration.ofSeconds(10));
    }

    @Test
    void wantsAProofThatIsNewerThanTheLastFailure() {
        ejections.failed(place("a"));
        world.clock.forward(MOMENT);
        long between = world.clock.nanos();
        world.clock.forward(MOMENT);
        assertThat(ejections.of(place("a")).outdates(between)).isFalse();

        ejections.failed(place("a"));

        assertThat(ejections.of(place("a")).outdates(between)).isTrue();
        assertThat(ejections.of(place("a")).outdates(world.clock.nanos())).isTrue();
    }

    @Test
    void forgetsAfterASuccess() {
        ejections.failed(place("a"));
        world.clock.forward(MOMENT);

        ejections.succeeded(world.instance("a"));

        assertThat(ejections.of(place("a"))).isNull();
        assertThat(ejections.failed(place("a"))).hasValue(Duration.ofSeconds(5));
    }

    @Test
    void isNotToldOtherwiseByACallThatBeganBeforeTheFailure() {
        ProvenInstance pickedBefore = world.instance("a");
        world.clock.forward(MOMENT);
        ejections.failed(place("a"));

        ejections.succeeded(pickedBefore);

        assertThat(ejections.of(place("a"))).isNotNull();
    }

    @Test
    void forgetsInTheEndWhatNobodyUsesAnyMore() {
        ejections.failed(place("a"));
        world.clock.forward(Duration.ofMinutes(11));

        ejections.failed(place("b"));

        assertThat(ejections.of(place("a"))).isNull();
        assertThat(ejections.of(place("b"))).isNotNull();
    }

    @Test
    void ejectsAgainWhatFailsAgainMuchLater() {
        ejections.failed(place("a"));
        world.clock.forward(Duration.ofMinutes(11));

        assertThat(ejections.failed(place("a"))).hasValue(Duration.ofSeconds(5));
        assertThat(ejections.of(place("a"))).isNotNull();
    }

    @Test
    void doubtsAnInstanceUntilItSucceeds() {
        assertThat(ejections.doubts(key("a"))).isFalse();
        ejections.failed(place("a"));
        world.clock.forward(Duration.ofMinutes(1));

        assertThat(ejections.doubts(key("a"))).isTrue();
        assertThat(ejections.doubts(key("b"))).isFalse();

        ejections.succeeded(world.instance("a"));
        assertThat(ejections.doubts(key("a"))).isFalse();
    }

    @Test
    void changesItsVersionWithWhateverMayBePickedNow() {
        long version = ejections.version();
        ejections.failed(place("a"));
        assertThat(ejections.version()).isGreaterThan(version);

        version = ejections.version();
        ejections.failed(place("a"));
        assertThat(ejections.version()).as("needs a newer proof").isGreaterThan(version);

        version = ejections.version();
        world.clock.forward(MOMENT);
        ejections.succeeded(world.instance("a"));
        assertThat(ejections.version()).isGreaterThan(version);

        version = ejections.version();
        ejections.succeeded(world.instance("a"));
        assertThat(ejections.version()).isEqualTo(version);
    }

    @Test
    void remembersTenThousandPlacesAndTheLatestAlways() {
        for (int port = 1; port <= 10_500; port++) {
            assertThat(ejections.failed(numbered(port))).isPresent();
            assertThat(ejections.of(numbered(port))).isNotNull();
        }

        assertThat(remembered()).isEqualTo(10_000);
    }

    @Test
    void prefersThoseWhosePauseIsOverWhenItMustForget() {
        for (int port = 1; port <= 9_999; port++) {
            ejections.failed(numbered(port));
        }
        world.clock.forward(Duration.ofSeconds(6));
        ejections.failed(numbered(10_000));

        ejections.failed(numbered(10_001));

        assertThat(ejections.of(numbered(10_000))).isNotNull();
        assertThat(ejections.of(numbered(10_001))).isNotNull();
        assertThat(remembered()).isEqualTo(2);
    }

    @Test
    void keepsWhatFailsAgainWhenItIsFull() {
        for (int port = 1; port <= 10_000; port++) {
            ejections.failed(numbered(port));
        }
        world.clock.forward(Duration.ofSeconds(6));

        assertThat(ejections.failed(numbered(1))).hasValue(Duration.ofSeconds(10));
        assertThat(ejections.of(numbered(1))).isNotNull();
    }

    @Test
    void beginsOnePauseWhenManyCallsFailTogether() {
        AtomicInteger pauses = new AtomicInteger();

        PickStrategiesTest.together(8, () -> ejections.failed(place("a")).ifPresent(pause -> pauses.incrementAndGet()));

        assertThat(pauses).hasValue(1);
        assertThat(ejections.of(place("a")).failures()).isZero();
    }

    private long remembered() {
        long count = 0;
        for (int port = 1; port <= 10_500; port++) {
            count += ejections.of(numbered(port)) == null ? 0 : 1;
        }
        return count;
    }

    private static Place numbered(int port) {
        return new Place(key("a"), Endpoint.parse("tcp://10.7.0.5:" + port));
    }
}
