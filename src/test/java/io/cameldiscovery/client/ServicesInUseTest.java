package io.cameldiscovery.client;

import static io.cameldiscovery.client.Instances.ORDERS;
import static io.cameldiscovery.client.PickStrategiesTest.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.timing.Backoff;
import io.cameldiscovery.timing.Jitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ServicesInUseTest {

    private static final Duration STEP = Duration.ofMillis(100);
    private static final ServiceName OTHERS = new ServiceName("others");

    private final Instances world = new Instances();
    private final ServicesInUse inUse = inUse(new Unmoved());

    @Test
    void asksEverywhereForAllInstancesOfWhatIsNewInUse() {
        assertThat(inUse.due()).isEmpty();
        inUse.use(ORDERS);

        assertThat(inUse.due())
                .containsExactly(new Question(ORDERS, true, Set.of(Road.values()), Duration.ofMillis(2500)));
    }

    @Test
    void asksTheLanOnceAlsoWhenSomeAreWarmAlready() {
        world.warm("a");
        inUse.use(ORDERS);

        assertThat(roads()).containsExactly(Road.values());
    }

    @Test
    void asksOneQuestionAtATime() {
        inUse.use(ORDERS);
        inUse.use(OTHERS);
        assertThat(inUse.due()).extracting(Question::service).containsExactlyInAnyOrder(ORDERS, OTHERS);
        world.learn("a");

        assertThat(inUse.due()).isEmpty();
        answerNothing();

        assertThat(inUse.due()).extracting(Question::service).containsExactly(ORDERS);
    }

    @Test
    void asksAgainWhenAnAnswerMustBeLost() {
        inUse.use(ORDERS);
        inUse.due();
        world.clock.forward(Duration.ofSeconds(10).minus(STEP));
        assertThat(inUse.due()).isEmpty();

        world.clock.forward(STEP);

        assertThat(inUse.due()).isNotEmpty();
    }

    @Test
    void provesWhatIsWarmAtEveryRefreshAndAsksNoMoreThanTheRegistry() {
        world.warm("a");
        inUse.use(ORDERS);
        ask();

        assertThat(questions(Duration.ofSeconds(20)))
                .containsExactly("5.0 [CACHE]", "10.0 [CACHE, REGISTRY]", "15.0 [CACHE]", "20.0 [CACHE, REGISTRY]");
    }

    @Test
    void provesAtOnceWhatIsNotProven() {
        world.warm("a");
        inUse.use(ORDERS);
        ask();
        world.clock.forward(STEP);
        assertThat(inUse.due()).isEmpty();

        world.learn("b");

        assertThat(roads()).containsExactly(Road.CACHE);
    }

    @Test
    void triesAgainWhatIsStaleAtEveryRefreshEvenWhenNothingElseIsKnown() {
        world.warm("a");
        inUse.use(ORDERS);
        ask();
        world.unproven("a");

        assertThat(questions(Duration.ofSeconds(5)))
                .as("not at once: it just failed")
                .containsExactly("5.0 [CACHE, LAN]");
    }

    @Test
    void asksALanEverMoreRarelyWhereNobodyOffersIt() {
        inUse.use(ORDERS);
        ask();

        assertThat(questions(Duration.ofSeconds(200)))
                .filteredOn(question -> question.contains("LAN"))
                .extracting(question -> question.replaceAll(" .*", ""))
                .containsExactly("5.0", "15.0", "35.0", "75.0", "135.0", "195.0");
    }

    @Test
    void asksTheLanSoonAgainAfterSomethingWasFound() {
        inUse.use(ORDERS);
        ask();
        questions(Duration.ofSeconds(20));
        world.warm("a");
        inUse.answered(found());
        questions(Duration.ofSeconds(50));

        world.withdraw("a");

        assertThat(questions(Duration.ofSeconds(6)))
                .filteredOn(question -> question.contains("LAN"))
                .hasSize(2);
    }

    @Test
    void refreshesAFifthEarlierOrLaterAtMost() {
        ServicesInUse jittered = inUse(new Random(7));
        world.warm("a");
        jittered.use(ORDERS);
        jittered.due();
        jittered.answered(found());
        double last = 0;
        List<Double> pauses = new ArrayList<>();
        for (int step = 1; step <= 6_000; step++) {
            world.clock.forward(STEP);
            if (!jittered.due().isEmpty()) {
                pauses.add(step / 10.0 - last);
                last = step / 10.0;
                world.repeat("a");
                world.proven("a");
                jittered.answered(found());
            }
        }

        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isLessThanOrEqualTo(6.1));
        assertThat(pauses).anySatisfy(pause -> assertThat(pause).isGreaterThan(5.2));
        assertThat(pauses).anySatisfy(pause -> assertThat(pause).isBetween(3.9, 4.8));
    }

    @Test
    void goesOnUntilTheLastFlowReleasesIt() {
        inUse.use(ORDERS);
        inUse.use(ORDERS);

        inUse.release(ORDERS);
        assertThat(inUse.services()).containsExactly(ORDERS);
        inUse.release(ORDERS);
        assertThat(inUse.services()).isEmpty();
        assertThat(inUse.due()).isEmpty();

        inUse.release(ORDERS);
        inUse.use(ORDERS);
        assertThat(inUse.due()).hasSize(1);
    }

    @Test
    void takesAnAnswerForWhatWasReleasedMeanwhile() {
        inUse.use(ORDERS);
        inUse.due();

        inUse.release(ORDERS);
        answerNothing();

        assertThat(inUse.services()).isEmpty();
        assertThat(inUse.due()).isEmpty();
    }

    @Test
    void countsTheFlowsOfManyThreads() {
        inUse.use(ORDERS);
        together(8, () -> {
            for (int time = 0; time < 1_000; time++) {
                inUse.use(ORDERS);
                inUse.release(ORDERS);
            }
        });
        assertThat(inUse.services()).containsExactly(ORDERS);

        inUse.release(ORDERS);
        assertThat(inUse.services()).isEmpty();
    }

    @Test
    void givesAQuestionToOneOfManyThreads() {
        inUse.use(ORDERS);
        AtomicInteger given = new AtomicInteger();

        together(8, () -> given.addAndGet(inUse.due().size()));

        assertThat(given).hasValue(1);
    }

    /** What is asked from now on, each question answered at once, with the seconds since now. */
    private List<String> questions(Duration time) {
        List<String> asked = new ArrayList<>();
        for (long step = 1; step <= time.dividedBy(STEP); step++) {
            world.clock.forward(STEP);
            for (Road[] roads = ask(); roads.length > 0; roads = ask()) {
                asked.add(step / 10.0 + " " + List.of(roads));
            }
        }
        return asked;
    }

    /** Asks what is due; what is known and not stale answers. */
    private Road[] ask() {
        Road[] roads = roads();
        boolean warm = !world.catalogue.live(ORDERS).isEmpty();
        if (roads.length > 0 && warm) {
            world.catalogue.live(ORDERS).forEach(entry -> {
                String id = entry.record().instance().value();
                world.repeat(id);
                world.proven(id);
            });
            inUse.answered(found());
        } else if (roads.length > 0) {
            answerNothing();
        }
        return roads;
    }

    private Road[] roads() {
        return inUse.due().stream()
                .flatMap(question -> question.roads().stream())
                .sorted()
                .toArray(Road[]::new);
    }

    private void answerNothing() {
        inUse.answered(new Resolution.NotFound(ORDERS, List.of(), Duration.ZERO));
    }

    private static Resolution found() {
        return new Resolution.Found(ORDERS, List.of(), Duration.ZERO);
    }

    private ServicesInUse inUse(RandomGenerator random) {
        return new ServicesInUse(
                world.catalogue,
                new SelectionSettings(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        new Backoff(Duration.ofSeconds(5), 2, Duration.ofMinutes(2))),
                Duration.ofSeconds(5),
                new Jitter(random),
                world.clock);
    }

    /** Leaves every wait as it is. */
    private static final class Unmoved implements RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public double nextDouble() {
            return 0.5;
        }
    }
}
