package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.CatalogueEvent.Conflict;
import io.cameldiscovery.catalogue.CatalogueEvent.Down;
import io.cameldiscovery.catalogue.CatalogueEvent.Moved;
import io.cameldiscovery.catalogue.CatalogueEvent.Reason;
import io.cameldiscovery.catalogue.CatalogueEvent.Up;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueEventsTest {

    private static final Statement A = Statement.of("orders", "a");

    private final HandClock clock = new HandClock();
    private final Catalogue catalogue = new Catalogue(clock, clock, CatalogueSettings.defaults());
    private final List<CatalogueEvent> events = new ArrayList<>();

    @Test
    void tellsOfAnInstanceThatAppearsMovesAndTakesItsLeave() {
        catalogue.subscribe(events::add);
        catalogue.learn(A.live());
        CatalogueEntry first = catalogue.live().get(0);
        catalogue.learn(A.sequence(1, 1).at("http://10.7.0.9:8080").live());
        CatalogueEntry second = catalogue.live().get(0);
        catalogue.withdraw(A.sequence(1, 1).live());

        assertThat(events).containsExactly(new Up(first), new Moved(first, second), new Down(second, Reason.GOODBYE));
        assertThat(events)
                .extracting(CatalogueEvent::key)
                .containsOnly(A.record().key());
    }

    @Test
    void tellsOfAnInstanceWhoseTimeIsOver() {
        catalogue.learn(A.live());
        CatalogueEntry entry = catalogue.live().get(0);
        catalogue.subscribe(events::add);
        clock.forward(Duration.ofSeconds(90));
        catalogue.expire();
        assertThat(events).containsExactly(new Down(entry, Reason.EXPIRED));
    }

    @Test
    void tellsOfAnInstanceThatCannotBeVerifiedAndThatRecovers() {
        catalogue.learn(A.live());
        CatalogueEntry entry = catalogue.live().get(0);
        catalogue.subscribe(events::add);

        catalogue.failed(entry.key(), entry.record().sequence());
        catalogue.failed(entry.key(), entry.record().sequence());
        catalogue.proven(
                entry.key(),
                entry.record().sequence(),
                entry.record().endpoints().get(0),
                ProofKind.PROBE);
        catalogue.failed(entry.key(), entry.record().sequence());
        catalogue.learn(A.later(1).live());

        assertThat(events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Stale", "Recovered", "Stale", "Recovered");
        assertThat(catalogue.live()).hasSize(1);
    }

    @Test
    void tellsOnlyOfTheMoveWhenAStaleInstanceMoves() {
        catalogue.learn(A.live());
        CatalogueEntry entry = catalogue.live().get(0);
        catalogue.failed(entry.key(), entry.record().sequence());
        catalogue.subscribe(events::add);

        assertThat(catalogue.live(entry.record().service())).isEmpty();
        assertThat(catalogue.known(entry.record().service())).hasSize(1);
        catalogue.learn(A.sequence(1, 1).at("http://10.7.0.9:8080").live());

        assertThat(events).hasSize(1).first().isInstanceOf(Moved.class);
    }

    @Test
    void tellsOfAnEndBeforeTheReturnThatFoundItOut() {
        catalogue.learn(A.live());
        catalogue.subscribe(events::add);
        clock.forward(Duration.ofSeconds(90));
        catalogue.learn(A.later(90).live());
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOf(Down.class);
        assertThat(events.get(1)).isInstanceOf(Up.class);
    }

    @Test
    void tellsWhoElseClaimsAnInstance() {
        catalogue.learn(A.live());
        CatalogueEntry known = catalogue.live().get(0);
        catalogue.subscribe(events::add);
        catalogue.learn(A.signedBy("other").live());
        catalogue.learn(A.at("http://10.7.0.66:8080").live());
        catalogue.withdraw(A.signedBy("third").live());

        assertThat(events)
                .containsExactly(
                        new Conflict(known, "other", Statement.SENDER),
                        new Conflict(known, "key", Statement.SENDER),
                        new Conflict(known, "third", Statement.SENDER));
        assertThat(events.get(0).key()).isEqualTo(known.key());
    }

    @Test
    void saysNothingWhenNothingThatMattersChanges() {
        catalogue.learn(A.live());
        catalogue.subscribe(events::add);
        catalogue.learn(A.live());
        catalogue.learn(A.later(1).live());
        catalogue.learn(A.sequence(1, 1).live());
        catalogue.learn(A.live());
        catalogue.expire();
        assertThat(events).isEmpty();
    }

    @Test
    void goesOnWhenAListenerFails() {
        catalogue.subscribe(event -> {
            throw new IllegalStateException("thrown on purpose by a test");
        });
        catalogue.subscribe(events::add);

        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.NEW);
        catalogue.withdraw(A.live());
        assertThat(events).hasSize(2);
    }

    @Test
    void letsAListenerUseTheCatalogueAndTellsWhatFollowsAfterwards() {
        catalogue.subscribe(event -> {
            if (event instanceof Up up) {
                catalogue.withdraw(new Learned(up.entry().record(), "", "key", Source.UDP, null, true));
            }
        });
        catalogue.subscribe(events::add);
        catalogue.learn(A.live());

        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOf(Up.class);
        assertThat(events.get(1)).isInstanceOf(Down.class);
    }

    @Test
    void tellsNothingToAListenerThatLeft() {
        CatalogueListener listener = events::add;
        catalogue.subscribe(listener);
        catalogue.unsubscribe(listener);
        catalogue.learn(A.live());
        assertThat(events).isEmpty();
    }

    @Test
    void dropsConflictsWhileAThousandWait() {
        EventDispatcher bulletin = new EventDispatcher();
        bulletin.subscribe(events::add);
        catalogue.learn(A.live());
        Conflict conflict = new Conflict(catalogue.live().get(0), "other", null);
        for (int i = 0; i < 1_500; i++) {
            bulletin.report(conflict);
        }
        bulletin.deliver();
        assertThat(events).hasSize(1_000);

        bulletin.report(conflict);
        bulletin.deliver();
        assertThat(events).hasSize(1_001);
    }
}
