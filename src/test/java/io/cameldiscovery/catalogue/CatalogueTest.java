package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Statement A = Statement.of("orders", "a");

    private final HandClock clock = new HandClock();
    private final Catalogue catalogue = new Catalogue(clock, clock, CatalogueSettings.defaults());

    @Test
    void knowsWhatItLearned() {
        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.NEW);

        CatalogueEntry entry = catalogue.find(A.record().key()).orElseThrow();
        assertThat(catalogue.live(ORDERS)).containsExactly(entry);
        assertThat(entry.record()).isEqualTo(A.record());
        assertThat(entry.token()).isEqualTo(A.token());
        assertThat(entry.keyId()).isEqualTo("key");
        assertThat(entry.source()).isEqualTo(Source.UDP);
        assertThat(entry.sender()).isEqualTo(Statement.SENDER);
        assertThat(entry.learnedAt()).isEqualTo(clock.nanos());
        assertThat(entry.verification()).isEmpty();
        assertThat(entry.stale()).isFalse();
    }

    @Test
    void knowsNothingOfAServiceThatNobodyOffers() {
        assertThat(catalogue.live(ORDERS)).isEmpty();
        assertThat(catalogue.live()).isEmpty();
        assertThat(catalogue.find(A.record().key())).isEmpty();
        assertThat(catalogue.services()).isEmpty();
        assertThat(catalogue.count(ORDERS)).isZero();
    }

    @Test
    void listsInstancesAndServicesInOrderHoweverTheyCame() {
        for (String instance : List.of("c", "a", "b")) {
            catalogue.learn(Statement.of("orders", instance).live());
            catalogue.learn(Statement.of("billing", instance).live());
        }

        assertThat(catalogue.live(ORDERS))
                .extracting(entry -> entry.record().instance().value())
                .containsExactly("a", "b", "c");
        assertThat(catalogue.services()).containsExactly(new ServiceName("billing"), ORDERS);
        assertThat(catalogue.live())
                .hasSize(6)
                .startsWith(catalogue.live(new ServiceName("billing")).get(0));
        assertThat(catalogue.count(ORDERS)).isEqualTo(3);
        assertThat(catalogue.size()).isEqualTo(6);
    }

    @Test
    void answersTheSameListUntilSomethingChanges() {
        catalogue.learn(A.live());
        List<CatalogueEntry> before = catalogue.live(ORDERS);

        assertThat(catalogue.live(ORDERS)).isSameAs(before);
        catalogue.learn(Statement.of("orders", "b").live());
        assertThat(catalogue.live(ORDERS)).hasSize(2);
        assertThat(before).hasSize(1);
    }

    @Test
    void replacesARecordByANewerOne() {
        catalogue.learn(A.sequence(1, 5).live());

        assertThat(catalogue.learn(A.sequence(1, 6).at("http://10.7.0.9:80").live()))
                .isEqualTo(Merge.NEWER);
        assertThat(known().record().endpoints()).hasToString("[http://10.7.0.9:80]");
        assertThat(catalogue.learn(A.sequence(2, 0).live())).isEqualTo(Merge.NEWER);
    }

    @Test
    void ignoresAnOlderRecordHoweverFreshItIs() {
        catalogue.learn(A.sequence(2, 1).live());

        assertThat(catalogue.learn(A.sequence(2, 0).later(60).live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.learn(A.sequence(1, 9).later(60).live())).isEqualTo(Merge.OLDER);
        assertThat(known().record().sequence()).hasToString("2.1");
    }

    @Test
    void prolongsTheLifeOfARecordThatIsStatedAgain() {
        catalogue.learn(A.live());
        clock.forward(Duration.ofSeconds(60));

        assertThat(catalogue.learn(A.later(60).live())).isEqualTo(Merge.REFRESHED);
        clock.forward(Duration.ofSeconds(89));
        assertThat(catalogue.live(ORDERS)).hasSize(1);
        assertThat(known().token()).isEqualTo(A.later(60).token());
    }

    @Test
    void doesNotProlongALifeForTheSameStatementHeardTwice() {
        catalogue.learn(A.live());
        clock.forward(Duration.ofSeconds(60));

        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.UNCHANGED);
        clock.forward(Duration.ofSeconds(30));
        assertThat(catalogue.live(ORDERS)).isEmpty();
    }

    @Test
    void leavesARecordAloneThatAnEarlierStatementRepeats() {
        catalogue.learn(A.later(30).live());
        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.UNCHANGED);
        assertThat(known().token()).isEqualTo(A.later(30).token());
    }

    @Test
    void neverShortensALifeByALaterStatementForAShorterTime() {
        catalogue.learn(A.lasting(1800).stored());

        assertThat(catalogue.learn(A.later(1).lasting(90).live())).isEqualTo(Merge.REFRESHED);
        clock.forward(Duration.ofSeconds(1799));
        assertThat(catalogue.live(ORDERS)).hasSize(1);
    }

    @Test
    void givesALiveRecordItsWholeLifeWhateverTheWallClockSays() {
        clock.setWall(HandClock.START.plus(Duration.ofDays(365)));
        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.NEW);

        clock.forward(Duration.ofSeconds(89));
        assertThat(catalogue.live(ORDERS)).hasSize(1);
        clock.forward(Duration.ofSeconds(1));
        assertThat(catalogue.live(ORDERS)).isEmpty();
    }

    @Test
    void givesAStoredRecordOnlyWhatIsLeftOfItsLife() {
        clock.setWall(HandClock.START.plusSeconds(60));
        assertThat(catalogue.learn(A.stored())).isEqualTo(Merge.NEW);

        clock.forward(Duration.ofSeconds(29));
        assertThat(catalogue.live(ORDERS)).hasSize(1);
        clock.forward(Duration.ofSeconds(1));
        assertThat(catalogue.live(ORDERS)).isEmpty();
    }

    @Test
    void givesAStoredRecordNoMoreThanItsLifeTimeWhenTheWallClockIsSlow() {
        clock.setWall(HandClock.START.minus(Duration.ofDays(365)));
        catalogue.learn(A.stored());

        clock.forward(Duration.ofSeconds(90));
        assertThat(catalogue.live(ORDERS)).isEmpty();
    }

    @Test
    void ignoresAStoredRecordThatIsOver() {
        clock.setWall(HandClock.START.plusSeconds(90));
        assertThat(catalogue.learn(A.stored())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.size()).isZero();
    }

    @Test
    void keepsItsRecordsWhenTheWallClockIsSet() {
        catalogue.learn(A.live());
        clock.setWall(HandClock.START.plus(Duration.ofDays(365)));
        assertThat(catalogue.expire()).isZero();
        assertThat(catalogue.live(ORDERS)).hasSize(1);
    }

    @Test
    void grantsNoLifeLongerThanItsLimit() {
        assertThat(catalogue.learn(
                        A.lasting(Duration.ofDays(400_000).toSeconds()).live()))
                .isEqualTo(Merge.NEW);

        clock.forward(CatalogueSettings.defaults().longestLife());
        assertThat(catalogue.live(ORDERS)).isEmpty();
    }

    @Test
    void findsNothingThatIsOverEvenBeforeItIsDropped() {
        catalogue.learn(A.live());
        catalogue.learn(Statement.of("orders", "b").lasting(91).live());
        clock.forward(Duration.ofSeconds(90));

        assertThat(catalogue.find(A.record().key())).isEmpty();
        assertThat(catalogue.live(ORDERS)).hasSize(1);
        assertThat(catalogue.size()).isEqualTo(2);
        clock.forward(Duration.ofSeconds(1));
        assertThat(catalogue.services()).isEmpty();
        assertThat(catalogue.count(ORDERS)).isZero();
    }

    @Test
    void dropsWhatIsOverAndNothingElse() {
        catalogue.learn(A.live());
        catalogue.learn(Statement.of("orders", "b").lasting(91).live());
        catalogue.learn(Statement.of("billing", "a").live());
        clock.forward(Duration.ofSeconds(90));

        assertThat(catalogue.expire()).isEqualTo(2);
        assertThat(catalogue.expire()).isZero();
        assertThat(catalogue.size()).isEqualTo(1);
        assertThat(catalogue.services()).containsExactly(ORDERS);
    }

    @Test
    void forgetsAnInstanceThatTakesItsLeave() {
        catalogue.learn(A.live());

        assertThat(catalogue.withdraw(A.live())).isEqualTo(Merge.NEWER);
        assertThat(catalogue.live(ORDERS)).isEmpty();
        assertThat(catalogue.size()).isZero();
        assertThat(catalogue.withdraw(A.live())).isEqualTo(Merge.UNCHANGED);
    }

    @Test
    void ignoresAGoodbyeOlderThanTheRecord() {
        catalogue.learn(A.sequence(2, 0).live());
        assertThat(catalogue.withdraw(A.sequence(1, 9).live())).isEqualTo(Merge.OLDER);
        assertThat(catalogue.live(ORDERS)).hasSize(1);
    }

    @Test
    void keepsItsRecordWhenAnotherKeyClaimsTheInstance() {
        catalogue.learn(A.sequence(5, 0).live());

        assertThat(catalogue.learn(A.sequence(5, 9).signedBy("other").live())).isEqualTo(Merge.CONFLICT);
        assertThat(catalogue.learn(A.sequence(4, 0).signedBy("other").live())).isEqualTo(Merge.CONFLICT);
        assertThat(catalogue.withdraw(A.sequence(5, 9).signedBy("other").live()))
                .isEqualTo(Merge.CONFLICT);
        assertThat(known().keyId()).isEqualTo("key");
    }

    @Test
    void acceptsAnotherKeyWhenTheInstanceStartedAgain() {
        catalogue.learn(A.sequence(5, 0).live());
        assertThat(catalogue.learn(A.sequence(6, 0).signedBy("next").live())).isEqualTo(Merge.NEWER);
        assertThat(known().keyId()).isEqualTo("next");
    }

    @Test
    void takesWhatIsStoredOfTheTimeBeforeAKeyChangeForNoConflict() {
        catalogue.learn(A.sequence(6, 0).signedBy("next").live());
        assertThat(catalogue.learn(A.sequence(5, 0).stored())).isEqualTo(Merge.OLDER);
    }

    @Test
    void seesTwoHoldersOfOneInstanceIdAndKey() {
        catalogue.learn(A.live());

        assertThat(catalogue.learn(A.later(1).at("http://10.7.0.66:8080").live()))
                .isEqualTo(Merge.CONFLICT);
        assertThat(known().record().endpoints()).isEqualTo(A.record().endpoints());
    }

    @Test
    void namesASourceInLowerCase() {
        assertThat(Source.values())
                .extracting(Source::label)
                .containsExactly("udp", "tcp", "relay", "registry", "file");
    }

    private CatalogueEntry known() {
        return catalogue.find(A.record().key()).orElseThrow();
    }
}
