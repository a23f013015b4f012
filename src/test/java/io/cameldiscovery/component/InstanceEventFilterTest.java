package io.cameldiscovery.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.CatalogueEvent.Down;
import io.cameldiscovery.catalogue.CatalogueEvent.Moved;
import io.cameldiscovery.catalogue.CatalogueEvent.Reason;
import io.cameldiscovery.catalogue.CatalogueEvent.Recovered;
import io.cameldiscovery.catalogue.CatalogueEvent.Stale;
import io.cameldiscovery.catalogue.CatalogueEvent.Up;
import io.cameldiscovery.component.InstanceEventFilter.Change;
import io.cameldiscovery.component.InstanceEventFilter.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceEventFilterTest {

    private static final CatalogueEntry HERE = Entries.at("a", "http://10.7.0.5/");
    private static final CatalogueEntry THERE = Entries.at("a", "http://10.7.0.6/");
    private static final CatalogueEntry ELSEWHERE = Entries.at("a", "amqp://10.7.0.7/");

    private final InstanceEventFilter story = new InstanceEventFilter(entry -> !entry.equals(ELSEWHERE));

    @Test
    void tellsALifeInOrder() {
        assertThat(kinds(
                        new Up(HERE),
                        new Moved(HERE, THERE),
                        new Stale(THERE),
                        new Recovered(THERE),
                        new Down(THERE, Reason.GOODBYE)))
                .containsExactly(Kind.UP, Kind.MOVED, Kind.STALE, Kind.UP, Kind.DOWN);
    }

    @Test
    void tellsWhereAnInstanceWasAsItWasToldBefore() {
        story.next(new Up(HERE));

        Change change = story.next(new Moved(Entries.at("a", "http://10.7.0.9/"), THERE))
                .orElseThrow();

        assertThat(change.before()).isEqualTo(HERE);
        assertThat(change.entry()).isEqualTo(THERE);
    }

    @Test
    void tellsNothingTwice() {
        assertThat(kinds(new Up(HERE), new Up(HERE), new Moved(HERE, THERE), new Moved(HERE, THERE)))
                .containsExactly(Kind.UP, Kind.MOVED);
        assertThat(kinds(new Stale(THERE), new Stale(THERE))).containsExactly(Kind.STALE);
    }

    @Test
    void whatWasNeverUpIsNeitherStaleNorDown() {
        assertThat(kinds(new Stale(HERE), new Down(HERE, Reason.EXPIRED))).isEmpty();
    }

    @Test
    void whatMovesOrRecoversFirstComesUp() {
        assertThat(kinds(new Moved(HERE, THERE))).containsExactly(Kind.UP);
        assertThat(kinds(new Down(THERE, Reason.EXPIRED), new Recovered(HERE))).containsExactly(Kind.DOWN, Kind.UP);
    }

    @Test
    void whatIsKnownIsNotToldButItsEndIs() {
        story.know(HERE);

        assertThat(kinds(new Up(HERE), new Down(HERE, Reason.GOODBYE))).containsExactly(Kind.DOWN);
    }

    @Test
    void whatIsNotWantedAnyMoreGoesDownAsItWasWantedLast() {
        story.next(new Up(HERE));

        Change change = story.next(new Moved(HERE, ELSEWHERE)).orElseThrow();

        assertThat(change).isEqualTo(new Change(Kind.DOWN, HERE, null, "unmatched"));
        assertThat(kinds(new Down(ELSEWHERE, Reason.GOODBYE))).isEmpty();
    }

    @Test
    void saysWhyAnInstanceIsDown() {
        story.next(new Up(HERE));

        assertThat(story.next(new Down(HERE, Reason.EXPIRED)).orElseThrow().reason())
                .isEqualTo("expired");
    }

    private List<Kind> kinds(CatalogueEvent... events) {
        return List.of(events).stream()
                .flatMap(event -> story.next(event).stream())
                .map(Change::kind)
                .toList();
    }
}
