package io.cameldiscovery.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.ResolvedInstance;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindPrinterTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Duration AFTER = Duration.ofNanos(12_345_678);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsAnAddressALine() {
        printer(false)
                .print(new Resolution.Found(
                        ORDERS,
                        List.of(instance("a", "http://10.7.0.5:8080/"), instance("b", "tcp://[fd00::5]:99")),
                        AFTER));

        assertThat(out).hasToString("http://10.7.0.5:8080/\ntcp://[fd00::5]:99\n");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void printsAnObjectALineAsJson() {
        printer(true).print(new Resolution.Found(ORDERS, List.of(instance("a", "http://10.7.0.5:8080/")), AFTER));

        assertThat(json())
                .isEqualTo(Map.ofEntries(
                        Map.entry("service", "orders"),
                        Map.entry("instance", "a"),
                        Map.entry("endpoint", "http://10.7.0.5:8080/"),
                        Map.entry("address", "10.7.0.5"),
                        Map.entry("port", 8080),
                        Map.entry("source", "registry"),
                        Map.entry("key", "the-key"),
                        Map.entry("metadata", Map.of("version", "7")),
                        Map.entry("result", "found"),
                        Map.entry("provenBy", "probe"),
                        Map.entry("ms", 12.35)));
    }

    @Test
    void saysOnStandardErrorThatNothingWasFoundAndWhy() {
        printer(false).print(new Resolution.NotFound(ORDERS, List.of("nobody answered", "no registry"), AFTER));
        printer(false).print(new Resolution.NotFound(ORDERS, List.of(), AFTER));
        printer(false).print(new Resolution.Untrusted(ORDERS, List.of("unknown-key from 10.0.0.1: x"), AFTER));

        assertThat(err)
                .hasToString("not found: orders (nobody answered; no registry)\n"
                        + "not found: orders\n"
                        + "no trusted answer for orders (unknown-key from 10.0.0.1: x)\n");
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void answersEveryQuestionOnStandardOutputAsJson() {
        printer(true).print(new Resolution.NotFound(ORDERS, List.of("nobody answered"), AFTER));
        assertThat(json())
                .isEqualTo(Map.of(
                        "service",
                        "orders",
                        "result",
                        "not-found",
                        "reasons",
                        List.of("nobody answered"),
                        "ms",
                        12.35));

        out.reset();
        printer(true).print(new Resolution.Untrusted(ORDERS, List.of("bad"), AFTER));
        assertThat(json()).containsEntry("result", "untrusted");

        out.reset();
        printer(true).failure("-bad-", "no name");
        assertThat(json()).isEqualTo(Map.of("service", "-bad-", "result", "wrong-name", "reasons", List.of("no name")));
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void saysOnStandardErrorThatALineNamesNoService() {
        printer(false).failure("-bad-", "'-bad-' is no name");

        assertThat(err).hasToString("'-bad-' is no name\n");
    }

    @Test
    void printsChangesOfAWatchedService() {
        CatalogueEntry before = entry("a", "http://10.7.0.5:8080/");
        CatalogueEntry after = entry("a", "http://10.7.0.6:8080/");

        printer(false).print(new CatalogueEvent.Up(before));
        printer(false).print(new CatalogueEvent.Moved(before, after));
        printer(false).print(new CatalogueEvent.Down(after, CatalogueEvent.Reason.EXPIRED));

        assertThat(out)
                .hasToString("up http://10.7.0.5:8080/\nmoved http://10.7.0.6:8080/\ndown http://10.7.0.6:8080/\n");

        out.reset();
        printer(true).print(new CatalogueEvent.Moved(before, after));
        assertThat(json()).containsEntry("event", "moved").containsEntry("endpoint", "http://10.7.0.6:8080/");
    }

    private FindPrinter printer(boolean json) {
        return new FindPrinter(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), json);
    }

    private Map<String, Object> json() {
        String text = out.toString(UTF_8);
        assertThat(text.indexOf('\n')).as("one line").isEqualTo(text.length() - 1);
        try {
            return new ObjectMapper().readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(text, notJson);
        }
    }

    private static ResolvedInstance instance(String id, String endpoint) {
        return new ResolvedInstance(
                entry(id, endpoint), Source.REGISTRY, Endpoint.parse(endpoint), ProofKind.PROBE, AFTER);
    }

    private static CatalogueEntry entry(String id, String endpoint) {
        Instant now = Instant.EPOCH;
        ServiceRecord record = new ServiceRecord(
                ORDERS,
                new InstanceId(id),
                List.of(Endpoint.parse(endpoint)),
                0,
                new Sequence(1, 0),
                now,
                now.plusSeconds(90),
                ServiceRecord.metadata(Map.of("version", "7")),
                null);
        return new CatalogueEntry(record, "token", "the-key", Source.UDP, null, 0, 1, Optional.empty(), false);
    }
}
