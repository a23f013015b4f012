package io.cameldiscovery.client;

import static io.cameldiscovery.client.PickStrategiesTest.count;
import static io.cameldiscovery.client.PickStrategiesTest.picks;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

class PickStrategiesPropertyTest {

    @Property
    void roundRobinPicksEachAsOftenAsTheOthers(
            @ForAll("ids") Set<String> ids, @ForAll @IntRange(min = 1, max = 5) int rounds) {
        List<ProvenInstance> all = instances(ids);

        List<String> picks = picks(PickStrategies.roundRobin().among(all), rounds * all.size());

        assertThat(count(picks)).hasSize(all.size()).allSatisfy((id, times) -> assertThat(times)
                .isEqualTo(rounds));
    }

    @Property
    void stickyMovesOnlyTheKeysOfTheInstanceThatGoes(
            @ForAll("ids") Set<String> ids, @ForAll @NotEmpty List<@NotEmpty String> keys) {
        List<ProvenInstance> all = instances(ids);
        PickStrategy strategy = PickStrategies.sticky();
        PickStrategy.Picker before = strategy.among(all);
        IntStream.range(0, all.size() > 1 ? all.size() : 0).forEach(gone -> {
            List<ProvenInstance> rest =
                    all.stream().filter(instance -> instance != all.get(gone)).toList();
            PickStrategy.Picker after = strategy.among(rest);
            for (String key : keys) {
                ProvenInstance picked = before.pick(key);
                assertThat(after.pick(key)).satisfies(now -> assertThat(now == picked || picked == all.get(gone))
                        .isTrue());
            }
        });
    }

    @Provide
    Arbitrary<Set<String>> ids() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .ofMinLength(1)
                .ofMaxLength(12)
                .set()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    private static List<ProvenInstance> instances(Set<String> ids) {
        Instances world = new Instances();
        return ids.stream().sorted().map(world::instance).toList();
    }
}
