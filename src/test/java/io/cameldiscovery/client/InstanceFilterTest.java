package io.cameldiscovery.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.record.Endpoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstanceFilterTest {

    private final Instances world = new Instances();

    @Test
    void letsEverythingPassWhenEmpty() {
        assertThat(InstanceFilter.NONE.isEmpty()).isTrue();
        assertThat(InstanceFilter.NONE.endpoint(world.learn("a"))).hasValue(Endpoint.parse(Instances.home("a")));
    }

    @Test
    void comparesTheRegionAsItStands() {
        CatalogueEntry north = world.learn("a", "north", Map.of(), Instances.home("a"));

        assertThat(passes(filter("north", Map.of(), null), north)).isTrue();
        assertThat(passes(filter("nor", Map.of(), null), north)).isFalse();
        assertThat(passes(filter("North", Map.of(), null), north)).isFalse();
        assertThat(passes(filter("nor*", Map.of(), null), north)).isTrue();
        assertThat(passes(filter("*", Map.of(), null), north)).isTrue();
        assertThat(passes(filter("*", Map.of(), null), world.learn("b")))
                .as("any region, but one")
                .isFalse();
    }

    @Test
    void wantsAllOfTheMetadata() {
        CatalogueEntry entry = world.learn("a", null, Map.of("version", "2.1", "tier", "gold"), Instances.home("a"));

        assertThat(passes(filter(null, Map.of("version", "2.1"), null), entry)).isTrue();
        assertThat(passes(filter(null, Map.of("version", "2.*", "tier", "gold"), null), entry))
                .isTrue();
        assertThat(passes(filter(null, Map.of("version", "2.*", "tier", "silver"), null), entry))
                .isFalse();
        assertThat(passes(filter(null, Map.of("version", "2*1"), null), entry))
                .as("only an asterisk at the end stands for anything")
                .isFalse();
        assertThat(passes(filter(null, Map.of("colour", "*"), null), entry)).isFalse();
    }

    @Test
    void takesTheEndpointOfTheSchemeAtTheProvenAddress() {
        world.learn(
                "a",
                null,
                Map.of(),
                "http://10.7.0.5:8080/",
                "amqp://10.7.0.5:5672",
                "http://10.8.0.5:8080/",
                "amqp://10.8.0.5:5672");
        CatalogueEntry entry = world.proven("a", Endpoint.parse("http://10.8.0.5:8080/"));

        assertThat(filter(null, Map.of(), "amqp").endpoint(entry)).hasValue(Endpoint.parse("amqp://10.8.0.5:5672"));
        assertThat(filter(null, Map.of(), "http").endpoint(entry)).hasValue(Endpoint.parse("http://10.8.0.5:8080/"));
        assertThat(filter(null, Map.of(), "mqtt").endpoint(entry)).isEmpty();
    }

    @Test
    void takesTheBestEndpointOfTheSchemeOfWhatIsNotProven() {
        CatalogueEntry entry = world.learn("a", null, Map.of(), "http://10.7.0.5:8080/", "amqp://10.7.0.5:5672");

        assertThat(filter(null, Map.of(), "amqp").endpoint(entry)).hasValue(Endpoint.parse("amqp://10.7.0.5:5672"));
        assertThat(filter(null, Map.of(), "mqtt").endpoint(entry)).isEmpty();
    }

    @Test
    void saysWhatItWants() {
        assertThat(InstanceFilter.NONE).hasToString("any");
        assertThat(filter("north", Map.of("version", "2*", "tier", "gold"), "amqp"))
                .hasToString("region north, metadata tier=gold, metadata version=2*, scheme amqp");
    }

    private static InstanceFilter filter(
            @Nullable String region, Map<String, String> metadata, @Nullable String scheme) {
        return new InstanceFilter(region, metadata, scheme);
    }

    private static boolean passes(InstanceFilter filter, CatalogueEntry entry) {
        return filter.endpoint(entry).isPresent();
    }
}
