package io.cameldiscovery.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.Samples;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpAnswerTest {

    @Test
    void saysHowLongTheLeaseIsAndWhenToRenewIt() {
        Outcome registered = new Outcome.Registered(
                Samples.key("orders", "a"), true, Duration.ofMillis(599_001), Duration.ofMillis(199_700));

        assertThat(HttpAnswer.of(registered).body())
                .isEqualTo("{\"service\":\"orders\",\"instance\":\"a\",\"lease\":600,\"renewAfter\":200}");
    }

    @Test
    void escapesWhatAStrangerWrote() {
        assertThat(HttpAnswer.of(Problem.BAD_NAME, "\"<script>\n\u2028").body()).contains("\\\"<script>\\n");
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void givesEveryProblemAnErrorStatusAndAType(Problem problem) {
        assertThat(problem.status()).isBetween(400, 599);
        assertThat(problem.type()).matches("/problems/[a-z-]+");
    }

    @Test
    void givesNoTwoProblemsTheSameType() {
        List<String> types = Arrays.stream(Problem.values()).map(Problem::type).toList();

        assertThat(types).doesNotHaveDuplicates();
    }
}
