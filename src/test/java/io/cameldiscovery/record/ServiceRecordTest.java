package io.cameldiscovery.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ServiceRecordTest {

    private static final Instant ISSUED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Endpoint ENDPOINT = Endpoint.parse("http://10.7.0.5:8080/api");

    @Test
    void keepsWholeSecondsOnly() {
        ServiceRecord record = record(List.of(ENDPOINT), 0, ISSUED.plusMillis(999), ISSUED.plusMillis(90_500));

        assertThat(record.issued()).isEqualTo(ISSUED);
        assertThat(record.lifetime()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void doesNotFollowLaterChangesOfWhatItWasMadeOf() {
        List<Endpoint> endpoints = new ArrayList<>(List.of(ENDPOINT));
        TreeMap<String, String> metadata = new TreeMap<>(Map.of("zone", "a"));
        ServiceRecord record = new ServiceRecord(
                new ServiceName("orders"),
                new InstanceId("a"),
                endpoints,
                0,
                new Sequence(1, 0),
                ISSUED,
                ISSUED.plusSeconds(1),
                metadata,
                null);
        endpoints.clear();
        metadata.put("zone", "b");

        assertThat(record.endpoints()).containsExactly(ENDPOINT);
        assertThat(record.metadata()).containsEntry("zone", "a");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> record.metadata().put("zone", "c"));
    }

    @Test
    void refusesValuesOutOfRange() {
        Instant expires = ISSUED.plusSeconds(90);

        assertThatIllegalArgumentException().isThrownBy(() -> record(List.of(), 0, ISSUED, expires));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> record(Collections.nCopies(33, ENDPOINT), 0, ISSUED, expires));
        assertThatIllegalArgumentException().isThrownBy(() -> record(List.of(ENDPOINT), -1, ISSUED, expires));
        assertThatIllegalArgumentException().isThrownBy(() -> record(List.of(ENDPOINT), 65536, ISSUED, expires));
        assertThatIllegalArgumentException().isThrownBy(() -> record(List.of(ENDPOINT), 0, ISSUED, ISSUED));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sequence(-1, 0));
    }

    @Test
    void isTheSameStatementWhenIssuedAgain() {
        ServiceRecord again = record(List.of(ENDPOINT), 9797, ISSUED, ISSUED.plusSeconds(90))
                .issuedAt(ISSUED.plusSeconds(30), Duration.ofMinutes(30));

        assertThat(again.sequence()).isEqualTo(new Sequence(1, 0));
        assertThat(again.expires()).isEqualTo(ISSUED.plusSeconds(30 + 1800));
        assertThat(again.key()).hasToString("orders/a");
    }

    private static ServiceRecord record(List<Endpoint> endpoints, int probePort, Instant issued, Instant expires) {
        return new ServiceRecord(
                new ServiceName("orders"),
                new InstanceId("a"),
                endpoints,
                probePort,
                new Sequence(1, 0),
                issued,
                expires,
                new TreeMap<>(),
                null);
    }
}
