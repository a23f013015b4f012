package io.cameldiscovery.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cameldiscovery.client.PickStrategy.Picker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickStrategiesTest {

    private static final int MANY = 100_000;

    private final Instances world = new Instances();

    @Test
    void firstIsAlwaysTheFirstOfTheList() {
        Picker picker = PickStrategies.first().among(instances("a", "b", "c"));

        assertThat(picks(picker, 5)).containsOnly("a");
        assertThat(picks(PickStrategies.first().among(instances("b", "c")), 5)).containsOnly("b");
    }

    @Test
    void roundRobinGoesOnWithTheNextWhenTheListIsPreparedAnew() {
        PickStrategy strategy = PickStrategies.roundRobin();
        List<ProvenInstance> all = instances("a", "b", "c");

        List<String> picks = new ArrayList<>();
        for (int proof = 0; proof < 9; proof++) {
            picks.addAll(picks(strategy.among(all), 1));
        }

        assertThat(count(picks)).isEqualTo(Map.of("a", 3L, "b", 3L, "c", 3L));
    }

    @Test
    void roundRobinIsFairToManyThreads() {
        Picker picker = PickStrategies.roundRobin().among(instances("a", "b", "c", "d"));
        Map<String, LongAdder> counts = new ConcurrentHashMap<>();

        together(8, () -> picks(picker, 1_000).forEach(id -> counts.computeIfAbsent(id, one -> new LongAdder())
                .increment()));

        assertThat(counts).hasSize(4);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count.sum()).isEqualTo(2_000));
    }

    @Test
    void randomPicksInProportionToTheWeights() {
        Picker picker = random(Map.of("a", "1", "b", "3", "c", "6"));

        Map<String, Long> counts = count(picks(picker, MANY));

        // 0.02 of 100,000 is over ten standard deviations: chance does not get there.
        assertThat(counts.get("a") / (double) MANY).isCloseTo(0.1, within(0.02));
        assertThat(counts.get("b") / (double) MANY).isCloseTo(0.3, within(0.02));
        assertThat(counts.get("c") / (double) MANY).isCloseTo(0.6, within(0.02));
    }

    @Test
    void randomNeverPicksWhatWeighsNothing() {
        Picker picker = random(Map.of("a", "0", "b", "1", "c", "0", "d", "0", "e", "2", "f", "0"));

        assertThat(picks(picker, 10_000)).containsOnly("b", "e");
    }

    @Test
    void randomPicksEvenlyWhenAllWeighNothing() {
        Picker picker = random(Map.of("a", "0", "b", "0"));

        assertThat(count(picks(picker, MANY)).get("a") / (double) MANY).isCloseTo(0.5, within(0.02));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 5", "heavy", "-3", "2.5", "0x10", "１０００"})
    void randomCountsRubbishAsOne(String rubbish) {
        Picker picker = random(Map.of("a", rubbish, "b", "1"));

        assertThat(count(picks(picker, MANY)).get("a") / (double) MANY).isCloseTo(0.5, within(0.02));
    }

    @Test
    void randomCountsNoWeightAsOne() {
        Picker picker = PickStrategies.random("weight")
                .among(List.of(world.instance("a"), world.instance("b", null, Map.of("weight", "1"))));

        assertThat(count(picks(picker, MANY)).get("a") / (double) MANY).isCloseTo(0.5, within(0.02));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000001", "9999999", "99999999999999999999"})
    void randomCutsWeightsAtAMillion(String large) {
        Picker picker = random(Map.of("a", large, "b", "1000000"));

        assertThat(count(picks(picker, MANY)).get("a") / (double) MANY).isCloseTo(0.5, within(0.02));
    }

    @Test
    void nearestTakesTurnsInTheFirstRegionThatHasAny() {
        List<ProvenInstance> all = List.of(in("a", "north"), in("b", "south"), in("c", "south"), in("d", null));

        assertThat(picks(
                        PickStrategies.nearest(List.of("east", "south", "north"))
                                .among(all),
                        4))
                .containsOnly("b", "c")
                .contains("b", "c");
        assertThat(picks(PickStrategies.nearest(List.of("north", "south")).among(all), 4))
                .containsOnly("a");
    }

    @Test
    void nearestTakesAllWhenNoRegionHasAnyOrNoneIsNamed() {
        List<ProvenInstance> all = List.of(in("a", "north"), in("b", "south"), in("c", null));

        assertThat(picks(PickStrategies.nearest(List.of("east")).among(all), 3))
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(picks(PickStrategies.nearest(List.of()).among(all), 3)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void stickyGivesTheSameKeyTheSameInstanceWhateverElseIsPicked() {
        PickStrategy strategy = PickStrategies.sticky();
        String first =
                strategy.among(instances("a", "b", "c")).pick("customer 7").getInstance();

        Picker later = strategy.among(instances("a", "b", "c"));
        picks(later, 10);

        assertThat(later.pick("customer 7").getInstance()).isEqualTo(first);
    }

    @Test
    void stickySpreadsKeysEvenly() {
        Picker picker = PickStrategies.sticky().among(instances("server-1", "server-2", "server-3", "server-4"));

        Map<String, Long> counts = count(IntStream.range(0, MANY)
                .mapToObj(key -> picker.pick("customer " + key).getInstance())
                .toList());

        assertThat(counts.values()).hasSize(4).allSatisfy(count -> assertThat(count / (double) MANY)
                .isCloseTo(0.25, within(0.02)));
    }

    @Test
    void stickyTakesTurnsWithoutAKey() {
        Picker picker = PickStrategies.sticky().among(instances("a", "b", "c"));

        assertThat(picks(picker, 3)).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(IntStream.range(0, 3).mapToObj(turn -> picker.pick("").getInstance()))
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    private Picker random(Map<String, String> weights) {
        return PickStrategies.random("weight")
                .among(weights.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(one -> world.instance(one.getKey(), null, Map.of("weight", one.getValue())))
                        .toList());
    }

    private ProvenInstance in(String id, @org.jspecify.annotations.Nullable String region) {
        return world.instance(id, region, Map.of());
    }

    private List<ProvenInstance> instances(String... ids) {
        return Arrays.stream(ids).map(world::instance).toList();
    }

    static List<String> picks(Picker picker, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> picker.pick(null).getInstance())
                .toList();
    }

    static Map<String, Long> count(List<String> ids) {
        Map<String, Long> counts = new HashMap<>();
        ids.forEach(id -> counts.merge(id, 1L, Long::sum));
        return counts;
    }

    static void together(int threads, Runnable work) {
        CompletableFuture.allOf(IntStream.range(0, threads)
                        .mapToObj(number -> CompletableFuture.runAsync(work, command -> new Thread(command).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
