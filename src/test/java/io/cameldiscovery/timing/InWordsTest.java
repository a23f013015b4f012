package io.cameldiscovery.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InWordsTest {

    @ParameterizedTest
    @CsvSource({
        "PT24H, 24 h",
        "PT1H30M, 1 h 30 min",
        "PT30M, 30 min",
        "PT1M30S, 1 min 30 s",
        "PT1H1S, 1 h 1 s",
        "PT8S, 8 s",
        "PT1.5S, 1 s",
        "PT0.5S, 500 ms",
        "PT0S, 0 ms"
    })
    void tellsADurationInUnitsThatPeopleUse(Duration duration, String words) {
        assertThat(InWords.of(duration)).isEqualTo(words);
    }
}
