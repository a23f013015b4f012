package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.Precedence;
import io.cameldiscovery.record.PrecedenceCase;
import io.cameldiscovery.record.PrecedenceContract;
import io.cameldiscovery.record.SampleStatement;
import io.cameldiscovery.testing.HandClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one rule over the catalogue, its tombstones included. */
class CataloguePrecedenceTest extends PrecedenceContract {

    private final HandClock clock = new HandClock();
    private final Catalogue catalogue = new Catalogue(clock, clock, CatalogueSettings.defaults());
    private final List<CatalogueEvent> events = new ArrayList<>();
    private final List<SampleStatement> saidSoFar = new ArrayList<>();

    CataloguePrecedenceTest() {
        catalogue.subscribe(events::add);
    }

    @Override
    protected Precedence say(SampleStatement said) {
        saidSoFar.add(said);
        Learned learned = new Learned(said.record(), said.toString(), said.keyId(), Source.UDP, null, true);
        return outcome(said.goodbye() ? catalogue.withdraw(learned) : catalogue.learn(learned));
    }

    static Precedence outcome(Merge merge) {
        return switch (merge) {
            case NEW, NEWER -> Precedence.NEWER;
            case REFRESHED -> Precedence.RENEWED;
            case UNCHANGED -> Precedence.REPEATED;
            case OLDER -> Precedence.OLDER;
            case CONFLICT -> Precedence.CONFLICT;
            case FULL -> throw new AssertionError("there is room");
        };
    }

    /** With one that ended nobody is in conflict: nothing is reported. */
    @Override
    protected Precedence asItShows(Precedence outcome, SampleStatement said, boolean held) {
        return outcome == Precedence.CONFLICT && !held ? Precedence.OLDER : outcome;
    }

    @Override
    protected Optional<SampleStatement> shown() {
        return catalogue.find(SampleStatement.INSTANCE).map(entry -> saidSoFar.stream()
                .filter(said -> said.toString().equals(entry.token()))
                .findFirst()
                .orElseThrow());
    }

    @Override
    protected void letTimeGoBy() {
        clock.forward(SampleStatement.LIFE.plusSeconds(100));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reportsConflictsAndNothingElseAsOne(PrecedenceCase one) {
        sayWhatWasBefore(one);
        boolean held = shown().isPresent();
        events.clear();
        say(one.said());

        boolean conflict = one.expected() == Precedence.CONFLICT && held;
        assertThat(events.stream().filter(CatalogueEvent.Conflict.class::isInstance))
                .hasSize(conflict ? 1 : 0);
        boolean elsewhere =
                one.expected() == Precedence.NEWER && held && !one.said().goodbye();
        assertThat(events.stream().filter(CatalogueEvent.Moved.class::isInstance))
                .hasSizeLessThanOrEqualTo(elsewhere ? 1 : 0);
    }
}
