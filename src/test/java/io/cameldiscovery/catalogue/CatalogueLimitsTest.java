package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CatalogueLimitsTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final HandClock clock = new HandClock();

    @Test
    void refusesOneInstanceTooManyOfAService() {
        Catalogue catalogue = new Catalogue(clock, clock, new CatalogueSettings(10, 10, 1, 10, DAY, DAY));
        catalogue.learn(Statement.of("orders", "a").live());

        assertThat(catalogue.learn(Statement.of("orders", "b").live())).isEqualTo(Merge.FULL);
        assertThat(catalogue.learn(Statement.of("billing", "b").live())).isEqualTo(Merge.NEW);
        assertThat(catalogue.live(new ServiceName("orders"))).hasSize(1);
    }

    @Test
    void refusesOneServiceTooMany() {
        Catalogue catalogue = new Catalogue(clock, clock, new CatalogueSettings(10, 1, 10, 10, DAY, DAY));
        catalogue.learn(Statement.of("orders", "a").live());

        assertThat(catalogue.learn(Statement.of("billing", "a").live())).isEqualTo(Merge.FULL);
        assertThat(catalogue.learn(Statement.of("orders", "b").live())).isEqualTo(Merge.NEW);
    }

    @Test
    void refusesOneInstanceTooManyAltogether() {
        Catalogue catalogue = new Catalogue(clock, clock, new CatalogueSettings(1, 10, 10, 10, DAY, DAY));
        catalogue.learn(Statement.of("orders", "a").live());
        assertThat(catalogue.learn(Statement.of("billing", "a").live())).isEqualTo(Merge.FULL);
    }

    @Test
    void stillUpdatesWhatItKnowsWhenFull() {
        Catalogue catalogue = new Catalogue(clock, clock, new CatalogueSettings(1, 1, 1, 1, DAY, DAY));
        catalogue.learn(Statement.of("orders", "a").live());

        assertThat(catalogue.learn(Statement.of("orders", "a").sequence(2, 0).live()))
                .isEqualTo(Merge.NEWER);
        assertThat(catalogue.size()).isEqualTo(1);
    }

    @Test
    void makesRoomOfWhatIsOver() {
        Catalogue catalogue = new Catalogue(clock, clock, new CatalogueSettings(1, 1, 1, 1, DAY, DAY));
        catalogue.learn(Statement.of("orders", "a").live());
        clock.forward(Duration.ofSeconds(90));

        assertThat(catalogue.learn(Statement.of("billing", "a").live())).isEqualTo(Merge.NEW);
        assertThat(catalogue.size()).isEqualTo(1);
    }

    @Test
    void hasRoomAgainAfterAGoodbye() {
        Catalogue catalogue = new Catalogue(clock, clock, new CatalogueSettings(1, 1, 1, 1, DAY, DAY));
        catalogue.learn(Statement.of("orders", "a").live());
        catalogue.withdraw(Statement.of("orders", "a").live());
        assertThat(catalogue.learn(Statement.of("billing", "a").live())).isEqualTo(Merge.NEW);
    }

    @Test
    void refusesLimitsThatLeaveNoRoom() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CatalogueSettings(0, 1, 1, 1, DAY, DAY));
        assertThatIllegalArgumentException().isThrownBy(() -> new CatalogueSettings(1, 1, 1, 1, Duration.ZERO, DAY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CatalogueSettings(1, 1, 1, 1, DAY, DAY.multipliedBy(4000)));
    }
}
