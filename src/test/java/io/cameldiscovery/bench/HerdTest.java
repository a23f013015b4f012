package io.cameldiscovery.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a registry has to bear when it comes back, in virtual time. */
class HerdTest {

    private static final int SERVERS = 12_000;

    @ParameterizedTest
    @CsvSource({"PT5S,true", "PT5M,true", "PT5M,false", "PT20M,true", "PT2H,true"})
    void neverMeetsTwiceTheSteadyRateWhenItComesBackAndLosesNoLease(Duration outage, boolean keepsLeases) {
        Herd.Result result = new Herd(SERVERS, 20, 7).restart(outage, Duration.ofMinutes(40), keepsLeases, null);

        assertThat(result.steady()).isBetween(19.0, 22.0);
        assertThat(result.peak(10)).isLessThanOrEqualTo(2);
        assertThat(result.lost()).isEqualTo(keepsLeases ? 0 : SERVERS);
        assertThat(result.backAfter()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(25));
    }
}
