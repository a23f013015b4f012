package io.cameldiscovery.registry.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.InstanceState;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Samples;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class LookupFilterPropertyTest {

    private static final List<String> REGIONS = List.of("eu", "eu-west", "eu-west-1", "eu-west-1a", "us-east", "");

    /** An instance of one letter, with what its record says. */
    record Case(
            String id, @Nullable String region, String address, Map<String, String> metadata, InstanceState state) {}

    @Provide
    Arbitrary<List<Case>> cases() {
        Arbitrary<String> ids = Arbitraries.strings().withCharRange('a', 'z').ofLength(3);
        Arbitrary<Map<String, String>> metadata = Arbitraries.maps(
                        Arbitraries.of("k", "v"), Arbitraries.of("1", "2", "ä &=%+"))
                .ofMaxSize(2);
        Arbitrary<String> addresses = Arbitraries.of("10.7.0.5", "10.7.1.5", "10.8.0.5", "192.0.2.1", "[fd00::5]");
        return Combinators.combine(
                        ids, Arbitraries.of(REGIONS), addresses, metadata, Arbitraries.of(InstanceState.values()))
                .as((id, region, address, entries, state) ->
                        new Case(id, region.isEmpty() ? null : region, address, entries, state))
                .list()
                .ofMaxSize(12)
                .uniqueElements(Case::id);
    }

    @Provide
    Arbitrary<String> wishes() {
        return Arbitraries.of(
                        "region=eu-west",
                        "region=us-east",
                        "meta.k=1",
                        "meta.v=" + URLEncoder.encode("ä &=%+", UTF_8),
                        "meta.k=2",
                        "state=alive",
                        "state=alive,draining",
                        "near=eu-west-1b",
                        "limit=3",
                        "limit=1")
                .set()
                .ofMaxSize(4)
                .map(wishes -> String.join("&", wishes));
    }

    @Property
    void showsExactlyThoseThatMatchUpToTheLimit(@ForAll("cases") List<Case> cases, @ForAll("wishes") String query) {
        Instances world = new Instances(cases);
        long limits = query.chars().filter(c -> c == '&').count();
        if (query.split("near=", -1).length > 2 || query.split("limit=", -1).length > 2 || limits > 4) {
            return;
        }
        LookupFilter filter = filter(query);

        List<String> shown = world.ids(filter);

        List<String> matching = cases.stream()
                .filter(one -> filter.states().isEmpty() || filter.states().contains(one.state()))
                .filter(one -> filter.regions().isEmpty()
                        || (one.region() != null && filter.regions().contains(one.region())))
                .filter(one -> filter.metadata().entrySet().stream().allMatch(wanted -> wanted.getValue()
                        .contains(one.metadata().getOrDefault(wanted.getKey(), "none"))))
                .map(Case::id)
                .toList();
        assertThat(matching).containsAll(shown);
        assertThat(shown).doesNotHaveDuplicates().hasSize(Math.min(matching.size(), filter.limit()));
        if (filter.near() == null) {
            assertThat(shown).isEqualTo(matching.stream().limit(filter.limit()).toList());
        }
    }

    @Property
    void putsNoneBeforeANearerOne(@ForAll("cases") List<Case> cases) {
        Instances world = new Instances(cases);
        for (String wanted : List.of("eu-west-1a", "eu", "us_east.2", "10.7.0.9", "fd00::9", "nowhere")) {
            ProximityOrder near = ProximityOrder.parse(wanted);

            List<Integer> nearness = world.shown(filter("near=" + wanted)).stream()
                    .map(instance -> near.to(world.records.get(instance.token())))
                    .toList();

            assertThat(nearness)
                    .hasSize(cases.size())
                    .isSortedAccordingTo((one, other) -> other - one == 0 ? 0 : Integer.compare(other, one));
        }
    }

    @Property
    void staysInTheOrderOfIdsAmongThoseEquallyNear(@ForAll("cases") List<Case> cases) {
        Instances world = new Instances(cases);

        assertThat(world.ids(filter("near=mars"))).isEqualTo(rotate(cases));
    }

    /** Those in some region come before those in none; both as they were. */
    private static List<String> rotate(List<Case> cases) {
        ArrayList<String> ids = new ArrayList<>();
        cases.stream().filter(one -> one.region() != null).map(Case::id).forEach(ids::add);
        cases.stream().filter(one -> one.region() == null).map(Case::id).forEach(ids::add);
        return ids;
    }

    @Property
    void readsAnyTextOrSaysWhatToWrite(@ForAll String query) {
        try {
            QueryParameters parameters = QueryParameters.parse(query);
            parameters.requireKnown(LookupFilter.PARAMETERS);
            LookupFilter.of(parameters);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("write");
        }
    }

    @Property
    void readsAnyValueOfEachParameterOrSaysWhatToWrite(@ForAll String value) {
        for (String name : List.of("region", "meta.x", "state", "near", "limit")) {
            try {
                filter(name + "=" + URLEncoder.encode(value, UTF_8));
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageStartingWith("write " + name.replace("meta.x", "meta"));
            }
        }
    }

    @Property
    void takesAnyMetadataAsItIsEncoded(@ForAll String value) {
        if (value.length() > 300 || !UTF_8.newEncoder().canEncode(value)) {
            return;
        }
        String query = "meta.x=" + URLEncoder.encode(value, UTF_8);
        if (query.length() > 4096) {
            return;
        }
        assertThat(filter(query).metadata()).isEqualTo(Map.of("x", Set.of(value)));
    }

    @Example
    void ordersRegionsByTheirCommonPartsAndAddressesByTheirCommonBits() {
        Instances world = new Instances(List.of(
                instance("a", "us-east", "192.0.2.1"),
                instance("b", "eu-west-1b", "10.7.0.5"),
                instance("c", "eu-west-1a", "10.7.1.5"),
                instance("d", "eu-north", "10.8.0.5"),
                instance("e", null, "[fd00::5]"),
                instance("f", "eu-western", "[fd00:0:0:1::5]")));

        assertThat(world.ids(filter("near=eu-west-1a"))).containsExactly("c", "b", "d", "f", "a", "e");
        assertThat(world.ids(filter("near=10.7.0.9"))).containsExactly("b", "c", "d", "a", "e", "f");
        assertThat(world.ids(filter("near=fd00::1"))).startsWith("e", "f");
        assertThat(world.ids(filter("near=10.7.0.9&limit=2"))).containsExactly("b", "c");
    }

    @Example
    void asksForOneOfSeveralValuesAndForAllKeys() {
        assertThat(filter("region=a&region=b&meta.x=1&meta.x=2&meta.y=3").metadata())
                .isEqualTo(Map.of("x", Set.of("1", "2"), "y", Set.of("3")));
        assertThat(filter("region=a&region=b").regions()).containsExactlyInAnyOrder("a", "b");
        assertThat(filter("state=alive&state=draining").states())
                .containsExactlyInAnyOrder(InstanceState.ALIVE, InstanceState.DRAINING);
    }

    @Example
    void saysWhatToWrite() {
        assertWrong("region=", "write region= with a region");
        assertWrong("meta.=1", "write meta.<key>=<value>");
        assertWrong("state=dead", "write state= with alive, suspect, stale, draining, or several with commas between");
        assertWrong("state=", "write state= with alive");
        assertWrong("limit=0", "write limit= with a number from 1 to 1000000");
        assertWrong("limit=x", "write limit= with a number");
        assertWrong("limit=1&limit=2", "write limit= once");
        assertWrong("near=", "write near= with a region such as eu-west or an address");
        assertWrong("near=10.7.0.256", "write near= with an address");
        assertWrong("near=:::::", "write near= with an address");
        assertWrong("region=%zz", "write % as %25");
        assertWrong("x=" + "y".repeat(5000), "write at most 4096 characters");
        assertWrong("&".repeat(64), "write at most 64 parameters");
        assertWrong("colour=red", "there is no parameter 'colour' here: write limit, meta.<key>, near, region, state");
        assertWrong("regions.x=1", "there is no parameter 'regions.x' here");
    }

    @Example
    void looksAtNoRecordUnlessItMust() {
        Outcome.Found one = new Instances(List.of(instance("a", null, "10.7.0.5"))).found();
        Records closed = (service, instance) -> {
            throw new AssertionError("opened " + instance);
        };

        assertThat(filter("state=alive&limit=5").of(one, closed)).hasSize(1);
        assertThat(filter("").of(one, closed)).isSameAs(one.instances());
    }

    @Example
    void leavesOutWhatCannotBeOpenedButNotFromAnOrder() {
        Outcome.Found one = new Instances(List.of(instance("a", "eu", "10.7.0.5"))).found();

        assertThat(filter("region=eu").of(one, (service, instance) -> Optional.empty()))
                .isEmpty();
        assertThat(filter("near=eu").of(one, (service, instance) -> Optional.empty()))
                .hasSize(1);
    }

    private static void assertWrong(String query, String message) {
        assertThatThrownBy(() -> {
                    QueryParameters parameters = QueryParameters.parse(query);
                    parameters.requireKnown(LookupFilter.PARAMETERS);
                    LookupFilter.of(parameters);
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    private static LookupFilter filter(String query) {
        return LookupFilter.of(QueryParameters.parse(query));
    }

    private static Case instance(String id, @Nullable String region, String address) {
        return new Case(id, region, address, Map.of(), InstanceState.ALIVE);
    }

    private static final class Instances {

        private final List<Outcome.Instance> instances;
        private final Map<String, ServiceRecord> records = new HashMap<>();

        Instances(List<Case> cases) {
            instances = cases.stream()
                    .map(one -> new Outcome.Instance(
                            new InstanceId(one.id()),
                            new Version(new Sequence(1, 1), Instant.EPOCH, "key", Version.UNKNOWN),
                            "token-" + one.id(),
                            one.state(),
                            Duration.ZERO,
                            Duration.ZERO))
                    .toList();
            cases.forEach(one -> records.put("token-" + one.id(), record(one)));
        }

        List<Outcome.Instance> shown(LookupFilter filter) {
            return filter.of(found(), (service, instance) -> Optional.of(records.get(instance.token())));
        }

        Outcome.Found found() {
            return new Outcome.Found(new ServiceName("orders"), 1, instances);
        }

        List<String> ids(LookupFilter filter) {
            return shown(filter).stream()
                    .map(instance -> instance.instance().value())
                    .collect(Collectors.toList());
        }

        private static ServiceRecord record(Case one) {
            return new ServiceRecord(
                    new ServiceName("orders"),
                    new InstanceId(one.id()),
                    List.of(Endpoint.parse("http://" + one.address() + ":8080/")),
                    0,
                    new Sequence(1, 1),
                    Samples.NOON,
                    Samples.NOON.plusSeconds(600),
                    ServiceRecord.metadata(one.metadata()),
                    one.region());
        }
    }
}
