package io.cameldiscovery.client;

import static io.cameldiscovery.client.Instances.ORDERS;
import static io.cameldiscovery.client.Instances.home;
import static io.cameldiscovery.client.Instances.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.timing.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration MAX_AGE = Duration.ofSeconds(20);
    private static final InstanceFilter NORTH = new InstanceFilter("north", Map.of(), null);

    private final Instances world = new Instances();
    private final Ejections ejections =
            new Ejections(new Backoff(Duration.ofSeconds(5), 2, Duration.ofSeconds(60)), world.clock);
    private final Draining draining = new Draining();
    private final AtomicInteger preparations = new AtomicInteger();
    private final Selector selector = selector(InstanceFilter.NONE);

    @Test
    void picksNothingWhileNothingIsKnown() {
        assertThat(selector.select(null)).isNull();
        assertThat(selector.all()).isEmpty();
    }

    @Test
    void picksOnlyWhatIsProven() {
        world.learn("a");
        assertThat(selector.select(null)).isNull();

        world.proven("a");

        assertThat(selector.select(null)).satisfies(picked -> {
            assertThat(picked.getInstance()).isEqualTo("a");
            assertThat(picked.getUri()).isEqualTo(home("a"));
            assertThat(picked.getPort()).isEqualTo(8080);
            assertThat(picked).hasToString("orders/a at " + home("a"));
        });
    }

    @Test
    void picksOnlyWhatPassesTheFilter() {
        Selector northern = selector(NORTH);
        world.learn("a", "south", Map.of(), home("a"));
        world.proven("a");
        world.learn("b", "north", Map.of(), home("b"));
        world.proven("b");

        assertThat(ids(northern.all())).containsExactly("b");
    }

    @Test
    void picksWhatIsProvenAtTheAddressOfTheWantedScheme() {
        Selector brokers = selector(new InstanceFilter(null, Map.of(), "amqp"));
        world.learn("a", null, Map.of(), "http://10.7.0.5:8080/", "amqp://10.8.0.5:5672");
        world.proven("a");
        assertThat(brokers.all()).isEmpty();

        world.proven("a", Endpoint.parse("amqp://10.8.0.5:5672"));

        assertThat(brokers.select(null).getUri()).isEqualTo("amqp://10.8.0.5:5672");
    }

    @Test
    void picksWhatIsDrainingOnlyIfNothingElseIsThere() {
        world.warm("a");
        world.warm("b");
        draining.set(ORDERS, Set.of(new InstanceId("a")));
        assertThat(ids(selector.all())).containsExactly("b");

        draining.set(ORDERS, Set.of(new InstanceId("a"), new InstanceId("b")));
        assertThat(ids(selector.all())).containsExactly("a", "b");

        draining.set(ORDERS, Set.of());
        assertThat(ids(selector.all())).containsExactly("a", "b");
    }

    @Test
    void preparesOnceForAsLongAsTheSameAreDraining() {
        world.warm("a");
        world.warm("b");
        for (int i = 0; i < 5; i++) {
            draining.set(ORDERS, Set.of(new InstanceId("a")));
            selector.select(null);
        }

        assertThat(preparations).hasValue(1);
    }

    @Test
    void picksWhatIsDrainingBeforeWhatFailed() {
        world.warm("a");
        world.warm("b");
        ejections.failed(selector.select(null).place());
        draining.set(ORDERS, Set.of(new InstanceId("b")));

        assertThat(ids(selector.all())).containsExactly("b");
    }

    @Test
    void leavesOutWhatCouldNotBeVerifiedOrTookItsLeave() {
        world.warm("a");
        world.warm("b");
        world.warm("c");
        assertThat(ids(selector.all())).containsExactly("a", "b", "c");

        world.unproven("a");
        world.withdraw("c");

        assertThat(ids(selector.all())).containsExactly("b");
    }

    @Test
    void leavesOutWhatMovedUntilItIsProvenThere() {
        world.warm("a");
        world.learn("a", null, Map.of(), "http://10.9.9.9:8080/");
        assertThat(selector.all()).isEmpty();

        world.proven("a");

        assertThat(selector.select(null).getHost()).isEqualTo("10.9.9.9");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4, 5, 6, 3_600})
    void leavesOutWhatWasProvenTooLongAgoWhereverTheClockStands(long seconds) {
        world.clock.forward(Duration.ofSeconds(seconds));
        world.warm("a");
        world.clock.forward(Duration.ofSeconds(7));
        world.warm("b");
        assertThat(ids(selector.all())).containsExactly("a", "b");

        world.clock.forward(Duration.ofSeconds(13).minus(MOMENT));
        assertThat(ids(selector.all())).containsExactly("a", "b");

        world.clock.forward(MOMENT);
        assertThat(ids(selector.all())).containsExactly("b");

        world.clock.forward(Duration.ofSeconds(7));
        assertThat(selector.all()).isEmpty();
    }

    @Test
    void leavesOutWhatIsOverThoughNobodyDroppedItYet() {
        Selector patient = new Selector(
                ORDERS,
                InstanceFilter.NONE,
                PickStrategies.first(),
                world.catalogue,
                ejections,
                draining,
                Duration.ofHours(1),
                world.clock);
        world.warm("a");
        assertThat(patient.select(null)).isNotNull();

        world.clock.forward(Duration.ofSeconds(91));

        assertThat(patient.select(null)).isNull();
    }

    @Test
    void leavesOutWhereCallsFailedUntilThePauseIsOverAndAProofIsNewer() {
        world.warm("a");
        world.warm("b");
        world.clock.forward(MOMENT);
        assertThat(ids(selector.all())).containsExactly("a", "b");

        ejections.failed(place("a"));
        assertThat(ids(selector.all())).containsExactly("b");

        world.clock.forward(MOMENT);
        world.proven("a");
        assertThat(ids(selector.all())).as("the pause lasts").containsExactly("b");

        world.clock.forward(Duration.ofSeconds(5));
        assertThat(ids(selector.all())).as("the pause is over").containsExactly("a", "b");
    }

    @Test
    void waitsForANewProofHoweverLongThePauseIsOver() {
        world.warm("a");
        world.warm("b");
        ejections.failed(place("a"));
        world.clock.forward(Duration.ofSeconds(10));
        assertThat(ids(selector.all())).containsExactly("b");

        world.proven("a");

        assertThat(ids(selector.all())).containsExactly("a", "b");
    }

    @Test
    void waivesThePauseWhenThereIsNobodyElse() {
        world.warm("a");
        ejections.failed(place("a"));
        assertThat(selector.select(null)).as("no newer proof").isNull();

        world.clock.forward(MOMENT);
        world.proven("a");
        assertThat(selector.select(null)).isNotNull();

        world.warm("b");
        assertThat(ids(selector.all())).as("somebody else").containsExactly("b");
    }

    @Test
    void takesItOutAtOnceWhenItFailsAgainThoughThePauseWasWaived() {
        world.warm("a");
        ejections.failed(place("a"));
        world.clock.forward(MOMENT);
        world.proven("a");
        assertThat(selector.select(null)).isNotNull();

        world.clock.forward(MOMENT);
        ejections.failed(place("a"));

        assertThat(selector.select(null)).isNull();
    }

    @Test
    void picksWhereACallSucceededWithoutRegardToThePause() {
        world.warm("a");
        world.warm("b");
        ejections.failed(place("a"));
        ejections.failed(place("b"));
        world.clock.forward(MOMENT);
        world.proven("a");
        ejections.succeeded(selector.select(null));
        world.proven("b");

        assertThat(ids(selector.all())).containsExactly("a");
    }

    @Test
    void ejectsThePlaceNotTheInstance() {
        world.learn("a", null, Map.of(), "http://10.7.0.5:8080/", "amqp://10.7.0.5:5672");
        world.proven("a");
        Selector brokers = selector(new InstanceFilter(null, Map.of(), "amqp"));

        ejections.failed(brokers.select(null).place());

        assertThat(brokers.select(null)).isNull();
        assertThat(selector.select(null).getUri()).isEqualTo("http://10.7.0.5:8080/");
    }

    @Test
    void preparesNothingAnewWhileNothingChanges() {
        world.warm("a");
        world.warm("b");
        List<ProvenInstance> prepared = selector.all();
        ProvenInstance picked = selector.select(null);
        int before = preparations.get();

        world.clock.forward(MAX_AGE.minus(MOMENT));
        for (int message = 0; message < 100; message++) {
            assertThat(selector.select("key")).isSameAs(picked);
        }

        assertThat(selector.all()).isSameAs(prepared);
        assertThat(preparations).hasValue(before);
    }

    @Test
    void preparesAnewWithEachProof() {
        world.warm("a");
        long first = selector.select(null).proof().at();

        world.clock.forward(MOMENT);
        world.proven("a");

        assertThat(selector.select(null).proof().at() - first).isEqualTo(MOMENT.toNanos());
    }

    @Test
    void saysWhatThereIsWhenNothingIsPicked() {
        Selector northern = selector(NORTH);
        world.learn("a", "south", Map.of(), home("a"));
        world.learn("b", "north", Map.of(), home("b"));
        world.learn("c", "north", Map.of(), home("c"));
        world.unproven("c");
        ejections.failed(place("b"));
        ejections.failed(place("a"));

        Selector.Shortage shortage = northern.shortage();

        assertThat(shortage.live()).containsExactly(world.entry("a"), world.entry("b"));
        assertThat(shortage.matching()).isEqualTo(1);
        assertThat(shortage.ejected()).isEqualTo(1);
        assertThat(shortage.stale()).isEqualTo(1);
    }

    @Test
    void countsNoInstanceAsMatchingThatHasNoEndpointOfTheScheme() {
        world.learn("a");

        assertThat(selector(new InstanceFilter(null, Map.of(), "amqp"))
                        .shortage()
                        .matching())
                .isZero();
    }

    private Selector selector(InstanceFilter filter) {
        PickStrategy counted = instances -> {
            preparations.incrementAndGet();
            return PickStrategies.first().among(instances);
        };
        return new Selector(ORDERS, filter, counted, world.catalogue, ejections, draining, MAX_AGE, world.clock);
    }

    private static List<String> ids(List<ProvenInstance> instances) {
        return instances.stream().map(ProvenInstance::getInstance).toList();
    }
}
