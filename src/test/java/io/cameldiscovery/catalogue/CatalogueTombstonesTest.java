package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CatalogueTombstonesTest {

    private static final Statement A = Statement.of("orders", "a").sequence(3, 3);
    private static final Duration LIFE = Duration.ofSeconds(90);

    private final HandClock clock = new HandClock();
    private final CatalogueSettings limits =
            new CatalogueSettings(100, 100, 100, 2, Duration.ofHours(24), Duration.ofDays(1));
    private final Catalogue catalogue = new Catalogue(clock, clock, limits);

    @Test
    void aReplayedRecordDoesNotUndoAGoodbye() {
        catalogue.learn(A.live());
        catalogue.withdraw(A.live());

        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(A.later(60).live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(A.sequence(3, 2).live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(A.sequence(3, 4).live())).isEqualTo(Merge.NEW);
    }

    @Test
    void aGoodbyeHeardFirstKeepsTheRecordOut() {
        assertThat(catalogue.withdraw(A.live())).isEqualTo(Merge.NEW);

        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.withdraw(A.sequence(3, 2).live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.withdraw(A.sequence(3, 4).live())).isEqualTo(Merge.NEW);
        assertThat(catalogue.learn(A.sequence(3, 4).live())).isEqualTo(Merge.OLDER);
    }

    @Test
    void anExpiredInstanceComesBackOnlyWithALaterStatement() {
        catalogue.learn(A.later(10).live());
        clock.forward(LIFE);
        catalogue.expire();

        assertThat(catalogue.learn(A.sequence(3, 2).later(60).live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(A.later(10).live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(A.later(11).live())).isEqualTo(Merge.NEW);
    }

    @Test
    void anExpiredInstanceThatWasNotYetDroppedIsTreatedAlike() {
        catalogue.learn(A.live());
        clock.forward(LIFE);

        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(A.later(1).live())).isEqualTo(Merge.NEW);
    }

    @Test
    void aGoodbyeAfterTheEndClosesTheDoorForLaterStatementsToo() {
        catalogue.learn(A.live());
        clock.forward(LIFE);

        assertThat(catalogue.withdraw(A.live())).isEqualTo(Merge.NEW);
        assertThat(catalogue.learn(A.later(60).live())).isEqualTo(Merge.OLDER);
    }

    @Test
    void anotherKeyNeedsALaterStartToTakeThePlaceOfOneGone() {
        catalogue.learn(A.live());
        catalogue.withdraw(A.live());

        assertThat(catalogue.learn(A.sequence(3, 9).signedBy("other").live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(A.sequence(4, 0).signedBy("other").live())).isEqualTo(Merge.NEW);
    }

    @Test
    void theMemoryOfOneGoneEndsAfterADay() {
        catalogue.withdraw(A.live());

        clock.forward(Duration.ofHours(24).minusNanos(1));
        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.OLDER);
        clock.forward(Duration.ofNanos(1));
        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.NEW);
    }

    @Test
    void theMemoryOfThoseGoneIsBoundedAndLosesTheOldest() {
        catalogue.withdraw(Statement.of("orders", "a").live());
        catalogue.withdraw(Statement.of("orders", "b").live());
        catalogue.withdraw(Statement.of("orders", "a").sequence(2, 0).live());
        catalogue.withdraw(Statement.of("orders", "c").live());

        assertThat(catalogue.learn(Statement.of("orders", "b").live())).isEqualTo(Merge.NEW);
        assertThat(catalogue.learn(Statement.of("orders", "a").live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(Statement.of("orders", "c").live())).isEqualTo(Merge.OLDER);
    }
}
