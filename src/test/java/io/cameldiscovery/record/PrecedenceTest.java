package io.cameldiscovery.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rule itself, over the last statement and nothing else. */
class PrecedenceTest extends PrecedenceContract {

    private @Nullable LastStatement known;
    private Optional<SampleStatement> shown = Optional.empty();

    @Override
    protected Precedence say(SampleStatement said) {
        Precedence outcome = known == null ? Precedence.NEWER : outcome(said, known);
        if (outcome.wins()) {
            known = said.goodbye() ? LastStatement.withdrawn(said.version()) : LastStatement.held(said.version());
            shown = said.goodbye() ? Optional.empty() : Optional.of(said);
        }
        return outcome;
    }

    private static Precedence outcome(SampleStatement said, LastStatement known) {
        return said.goodbye()
                ? Precedence.ofGoodbye(said.version(), known)
                : Precedence.ofRecord(said.version(), known);
    }

    @Override
    protected Optional<SampleStatement> shown() {
        return shown;
    }

    @Override
    protected void letTimeGoBy() {
        known = LastStatement.expired(shown.orElseThrow().version());
        shown = Optional.empty();
    }

    @Test
    void whatWasKeptOfTheTimeBeforeAnotherKeyIsNoConflict() {
        LastStatement held = LastStatement.held(SampleStatement.RECORD.version());

        assertThat(Precedence.ofKeptRecord(
                        SampleStatement.RECORD.by("other").epoch(2).version(), held))
                .isEqualTo(Precedence.OLDER);
        assertThat(Precedence.ofKeptRecord(SampleStatement.RECORD.by("other").version(), held))
                .isEqualTo(Precedence.CONFLICT);
        assertThat(Precedence.ofKeptRecord(SampleStatement.RECORD.at("10.7.0.6").version(), held))
                .isEqualTo(Precedence.CONFLICT);
    }

    @Test
    void contentThatIsNotKnownContradictsNothing() {
        Version known = SampleStatement.RECORD.version();
        Version old = new Version(known.sequence(), known.issued(), known.keyId(), Version.UNKNOWN);
        Version later = SampleStatement.RECORD.later(60).at("10.7.0.6").version();

        assertThat(Precedence.ofRecord(later, LastStatement.held(known))).isEqualTo(Precedence.CONFLICT);
        assertThat(Precedence.ofRecord(later, LastStatement.held(old))).isEqualTo(Precedence.RENEWED);
        assertThat(Precedence.ofRecord(old, LastStatement.held(later))).isEqualTo(Precedence.REPEATED);
    }
}
