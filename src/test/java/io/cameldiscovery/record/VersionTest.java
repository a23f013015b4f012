package io.cameldiscovery.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VersionTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String HERE = "http://10.7.0.5:8080/";
    private static final String THERE = "http://10.7.0.6:8080/";

    @Test
    void itsContentIsTheSameOnEveryNodeAndAfterEveryUpgrade() {
        assertThat(of(HERE).content()).isEqualTo(0x04ea31b3d7231a9eL);
    }

    @Test
    void itsContentFollowsFromEndpointsInTheirOrderMetadataAndRegion() {
        Set<Long> contents = Stream.of(
                        record(Map.of(), null, HERE),
                        record(Map.of(), null, HERE, THERE),
                        record(Map.of(), null, THERE, HERE),
                        record(Map.of(), "north", HERE),
                        record(Map.of("zone", "a"), null, HERE),
                        record(Map.of("zone", "b"), null, HERE),
                        record(Map.of("zon", "ea"), null, HERE),
                        record(Map.of("zone", "a"), "north", HERE))
                .map(record -> Version.of(record, "key").content())
                .collect(Collectors.toSet());

        assertThat(contents).hasSize(8).doesNotContain(Version.UNKNOWN);
    }

    @Test
    void isOfTheSameRecordHoweverOftenThatIsSigned() {
        Version first = of(HERE);

        assertThat(Version.of(record(HERE).issuedAt(NOON.plusSeconds(60), Duration.ofHours(1)), "key")
                        .isOfSameRecordAs(first))
                .isTrue();
        assertThat(of(THERE).isOfSameRecordAs(first)).isFalse();
        assertThat(Version.of(record(HERE), "other").isOfSameRecordAs(first)).isFalse();
        assertThat(new Version(new Sequence(1, 1), NOON, "key", first.content()).isOfSameRecordAs(first))
                .isFalse();
    }

    private static Version of(String... endpoints) {
        return Version.of(record(endpoints), "key");
    }

    private static ServiceRecord record(String... endpoints) {
        return record(Map.of(), null, endpoints);
    }

    private static ServiceRecord record(Map<String, String> metadata, @Nullable String region, String... endpoints) {
        return new ServiceRecord(
                new ServiceName("orders"),
                new InstanceId("a"),
                List.of(endpoints).stream().map(Endpoint::parse).toList(),
                0,
                new Sequence(1, 0),
                NOON,
                NOON.plusSeconds(90),
                ServiceRecord.metadata(metadata),
                region);
    }
}
