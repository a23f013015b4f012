package io.cameldiscovery.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** What editors and the YAML DSL are told of the options. */
class DiscoveryJsonTest {

    private static final Set<String> OF_PRODUCERS =
            Set.of("pick", "stickyKey", "weightKey", "regions", "timeout", "onNone", "body", "ejectOn");
    private static final Set<String> OF_CONSUMERS = Set.of("initial", "endpoints", "healthChecks");
    private static final Set<String> OF_BOTH = Set.of("service", "region", "metadata", "scheme");

    private final JsonNode options = read().get("properties");

    @Test
    void everyOptionTellsWhereItBelongs() {
        OF_PRODUCERS.forEach(option ->
                assertThat(options.get(option).get("label").asText()).as(option).startsWith("producer"));
        OF_CONSUMERS.forEach(option ->
                assertThat(options.get(option).get("label").asText()).as(option).startsWith("consumer"));
        OF_BOTH.forEach(option ->
                assertThat(options.get(option).get("group").asText()).as(option).isEqualTo("common"));
    }

    @Test
    void everyDescriptionIsWhole() {
        options.forEach(option -> assertThat(option.get("description").asText())
                .isNotBlank()
                .doesNotContain("  ", " ;", " .", "discovery. "));
    }

    @Test
    void theValuesAreInCamelsSpellingAndCanBeWrittenSo() throws IOException {
        assertThat(values("pick")).containsExactly("first", "roundRobin", "random", "nearest", "sticky");
        assertThat(values("onNone")).containsExactly("fail", "continue");
        assertThat(values("body")).containsExactly("keep", "uri", "instance", "instances");
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            for (String pick : values("pick")) {
                assertThat(context.getTypeConverter().convertTo(Pick.class, pick))
                        .isNotNull();
            }
            for (String body : values("body")) {
                assertThat(context.getTypeConverter().convertTo(BodyContent.class, body))
                        .isNotNull();
            }
            for (String onNone : values("onNone")) {
                assertThat(context.getTypeConverter().convertTo(OnNone.class, onNone))
                        .isNotNull();
            }
        }
    }

    @Test
    void theTimeoutIsADuration() {
        assertThat(options.get("timeout").get("type").asText()).isEqualTo("duration");
        assertThat(options.get("timeout").get("defaultValue").asText()).isEqualTo("5000");
    }

    @Test
    void everyHeaderIsDescribed() {
        assertThat(read().get("headers")).hasSizeGreaterThan(10).allSatisfy(header -> assertThat(
                        header.get("description").asText())
                .isNotBlank());
    }

    private List<String> values(String option) {
        List<String> values = new ArrayList<>();
        options.get(option).get("enum").forEach(value -> values.add(value.asText()));
        return values;
    }

    private static JsonNode read() {
        try (InputStream json =
                DiscoveryEndpoint.class.getResourceAsStream("/META-INF/io/cameldiscovery/component/discovery.json")) {
            return new ObjectMapper().readTree(json);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }
}
