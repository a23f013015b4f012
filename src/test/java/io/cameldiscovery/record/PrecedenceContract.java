package io.cameldiscovery.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one rule which record wins, for a place that keeps records. A fresh place for each case. */
public abstract class PrecedenceContract {

    /** What becomes of that, as it shows from outside. */
    protected abstract Precedence say(SampleStatement said);

    /** What the place shows of the instance. */
    protected abstract Optional<SampleStatement> shown();

    /** More than the life time of a record goes by. */
    protected abstract void letTimeGoBy();

    /** How that shows from outside, where not all outcomes can be told apart. */
    protected Precedence asItShows(Precedence outcome, SampleStatement said, boolean held) {
        return outcome;
    }

    public static Stream<PrecedenceCase> cases() {
        return PrecedenceCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followsTheRule(PrecedenceCase one) {
        sayWhatWasBefore(one);
        assertFollowed(one, said -> say(said));
    }

    protected final void sayWhatWasBefore(PrecedenceCase one) {
        one.before().forEach(said -> said.ifPresentOrElse(this::say, this::letTimeGoBy));
    }

    /** How something is said. */
    @FunctionalInterface
    protected interface Road {
        Precedence say(SampleStatement said);
    }

    protected final void assertFollowed(PrecedenceCase one, Road road) {
        SampleStatement said = one.said();
        Optional<SampleStatement> before = shown();

        assertThat(road.say(said)).isEqualTo(asItShows(one.expected(), said, before.isPresent()));

        assertThat(shown()).isEqualTo(shownAfter(one, before));
    }

    protected static Optional<SampleStatement> shownAfter(PrecedenceCase one, Optional<SampleStatement> before) {
        SampleStatement said = one.said();
        return !one.expected().wins() ? before : said.goodbye() ? Optional.empty() : Optional.of(said);
    }
}
