package io.cameldiscovery.registry.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.InstanceState;
import io.cameldiscovery.registry.LeaseSettings;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.OutageSettings;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.PartitionGuardSettings;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tools of others are told of a record. */
class InteropTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final ServiceName ORDERS = new ServiceName("orders");

    private final Map<String, ServiceRecord> records = new HashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final HandClock clock = new HandClock();
    private final Leases leases = new Leases(
            new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 50, 50),
            new PartitionGuardSettings(0.5, 4, Duration.ofMinutes(10), Duration.ofMinutes(15)),
            OutageSettings.NONE,
            new MemoryLeaseStore(),
            clock,
            clock);
    private final Registry registry = new Registry(leases, Duration.ofSeconds(1), Duration.ofSeconds(1));
    private final RegisteredInstances instances =
            new RegisteredInstances(registry, (service, instance) -> open(instance.token()));
    private final ConsulCatalogue consul = new ConsulCatalogue(instances, "dc1", "test");
    private final PrometheusTargets prometheus = new PrometheusTargets(instances);

    private Optional<ServiceRecord> open(String token) {
        opened.incrementAndGet();
        return Optional.ofNullable(records.get(token));
    }

    @Test
    void showsNothingThatIsNotVerified() {
        register("a", Map.of(), "http://10.7.0.5:8080/");
        records.clear();

        assertThat(consul.service(ORDERS, List.of())).isEmpty();
        assertThat(consul.health(ORDERS, List.of(), false)).isEmpty();
        assertThat(prometheus.of(List.of())).isEmpty();
    }

    @Test
    void findsByTag() {
        register("a", Map.of("tags", "blue, green"), "http://10.7.0.5:8080/");
        register("b", Map.of("tags", "green,,"), "http://10.7.0.6:8080/");

        assertThat(consul.services()).isEqualTo(Map.of("orders", new TreeSet<>(List.of("blue", "green"))));
        assertThat(consul.service(ORDERS, List.of("green"))).hasSize(2);
        assertThat(consul.health(ORDERS, List.of("green", "blue"), true)).hasSize(1);
        assertThat(consul.health(ORDERS, List.of("red"), false)).isEmpty();
    }

    @Test
    void opensRecordsForTheListOfServicesOnlyOnceTheyChange() {
        register("a", Map.of("tags", "blue"), "http://10.7.0.5:8080/");
        var first = consul.services();
        int before = opened.get();

        assertThat(consul.services()).isEqualTo(first);
        assertThat(opened).hasValue(before);

        register("b", Map.of("tags", "green"), "http://10.7.0.6:8080/");
        assertThat(consul.services()).isNotEqualTo(first);
    }

    @Test
    void tellsOfTheFirstEndpointThatOthersCanReach() {
        register(
                "a",
                Map.of(),
                "urn://10.7.0.5",
                "tcp://[fe80::1]:5672",
                "tcp://[fd00::5]:5672",
                "http://10.7.0.5:8080/m");

        JsonNode service =
                JSON.valueToTree(consul.health(ORDERS, List.of(), false)).at("/0/Service");
        assertThat(service.get("Address").textValue()).isEqualTo("fd00:0:0:0:0:0:0:5");
        assertThat(service.get("Port").intValue()).isEqualTo(5672);
        PrometheusTargets.Group group = prometheus.of(List.of(ORDERS)).get(0);
        assertThat(group.targets()).as("one that speaks HTTP is better").containsExactly("10.7.0.5:8080");
        assertThat(group.labels())
                .containsEntry("__meta_discovery_scheme", "http")
                .containsEntry("__meta_discovery_path", "/m");
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "0, 0", "65536, 65535", "much, 1", ", 1"})
    void saysInConsulsWordsHowMuchAnInstanceWeighs(String metadata, int weight) {
        register("a", metadata == null ? Map.of() : Map.of("weight", metadata), "http://10.7.0.5:8080/");

        JsonNode health = JSON.valueToTree(consul.health(ORDERS, List.of(), false));
        assertThat(health.at("/0/Service/Weights/Passing").intValue()).isEqualTo(weight);
        assertThat(health.at("/0/Service/Weights/Warning").intValue()).isEqualTo(weight);
        JsonNode listed = JSON.valueToTree(consul.service(ORDERS, List.of()));
        assertThat(listed.at("/0/ServiceWeights/Passing").intValue()).isEqualTo(weight);
    }

    @Test
    void writesIpv6TargetsWithBrackets() {
        register("a", Map.of(), "https://[fd00::5]/m");

        PrometheusTargets.Group group = prometheus.of(List.of(ORDERS)).get(0);
        assertThat(group.targets()).containsExactly("[fd00::5]:443");
        assertThat(group.labels()).containsEntry("__meta_discovery_scheme", "https");
    }

    @Test
    void hasNoTargetForAnInstanceWithoutAPort() {
        register("a", Map.of(), "urn://10.7.0.5");

        assertThat(prometheus.of(List.of(ORDERS))).isEmpty();
        assertThat(JSON.valueToTree(consul.service(ORDERS, List.of()))
                        .at("/0/ServicePort")
                        .intValue())
                .isZero();
    }

    @Test
    void turnsMetadataIntoLabelsThatHideNoOthers() {
        register("a", Map.of("team-a.b", "x", "tags", "blue,green", "..service", "evil"), "http://10.7.0.5:8080/");

        assertThat(prometheus.of(List.of()).get(0).labels())
                .containsEntry("__meta_discovery_metadata_team_a_b", "x")
                .containsEntry("__meta_discovery_tags", ",blue,green,")
                .containsEntry("__meta_discovery_region", "eu")
                .containsEntry("__meta_discovery_service", "orders");
    }

    @ParameterizedTest
    @CsvSource({"ALIVE, passing", "STALE, passing", "SUSPECT, warning", "DRAINING, critical"})
    void saysInConsulsWordsInWhichStateAnInstanceIs(InstanceState state, String status) {
        assertThat(CheckStatus.of(state).label()).isEqualTo(status);
    }

    @Test
    void listsSuspectsAmongThoseThatPassAndNotWhatIsOutOfUse() throws Exception {
        leases.restore();
        for (String instance : List.of("a", "b", "c", "d", "e")) {
            register(instance, Map.of(), "http://10.7.0.5:8080/");
        }
        clock.forward(Duration.ofMinutes(5));
        register("e", 1, Map.of(), "http://10.7.0.5:8080/");
        assertThat(registry.awaitDurable(registry.drain(Samples.key("orders", "d"))))
                .isInstanceOf(Outcome.Drained.class);
        clock.forward(Duration.ofMinutes(6));

        JsonNode passing = JSON.valueToTree(consul.health(ORDERS, List.of(), true));
        assertThat(passing)
                .extracting(entry -> entry.at("/Service/ID").textValue() + " "
                        + entry.at("/Checks/0/Status").textValue())
                .containsExactly("orders:a warning", "orders:b warning", "orders:c warning", "orders:e passing");
    }

    private void register(String instance, Map<String, String> metadata, String... endpoints) {
        register(instance, 0, metadata, endpoints);
    }

    private void register(String instance, long number, Map<String, String> metadata, String... endpoints) {
        ServiceRecord record = new ServiceRecord(
                ORDERS,
                new InstanceId(instance),
                Stream.of(endpoints).map(Endpoint::parse).toList(),
                0,
                new Sequence(1, number),
                Samples.NOON,
                Samples.NOON.plusSeconds(600),
                ServiceRecord.metadata(metadata),
                "eu");
        records.put("token-" + instance, record);
        leases.grant(record, "token-" + instance, "key-1");
    }
}
