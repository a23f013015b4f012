package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CatalogueVerificationTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Statement A = Statement.of("orders", "a");
    private static final ServiceRecord RECORD = A.record();
    private static final Endpoint ENDPOINT = RECORD.endpoints().get(0);

    private final HandClock clock = new HandClock();
    private final Catalogue catalogue = new Catalogue(clock, clock, CatalogueSettings.defaults());

    @Test
    void remembersWhatWasProvenAndWhen() {
        catalogue.learn(A.stored());
        clock.forward(Duration.ofSeconds(7));
        catalogue.proven(RECORD.key(), RECORD.sequence(), ENDPOINT, ProofKind.PROBE);

        assertThat(known().verification()).contains(new Verification(ENDPOINT, ProofKind.PROBE, clock.nanos()));
        assertThat(catalogue.live(ORDERS)).containsExactly(known());
    }

    @Test
    void doesNotHandOutWhatFailed() {
        catalogue.learn(A.live());
        catalogue.proven(RECORD.key(), RECORD.sequence(), ENDPOINT, ProofKind.PROBE);
        catalogue.failed(RECORD.key(), RECORD.sequence());

        assertThat(catalogue.live(ORDERS)).isEmpty();
        assertThat(catalogue.services()).isEmpty();
        assertThat(catalogue.count(ORDERS)).isZero();
        assertThat(known().stale()).isTrue();
        assertThat(known().verification()).isEmpty();
    }

    @Test
    void handsOutAgainWhatIsHeardLive() {
        catalogue.learn(A.live());
        catalogue.failed(RECORD.key(), RECORD.sequence());

        assertThat(catalogue.learn(A.later(1).live())).isEqualTo(Merge.REFRESHED);
        assertThat(catalogue.live(ORDERS)).hasSize(1);
    }

    @Test
    void handsOutAgainWhatIsHeardLiveWithinTheSecondOfTheLastStatementButProlongsNoLife() {
        catalogue.learn(A.live());
        catalogue.failed(RECORD.key(), RECORD.sequence());
        clock.forward(Duration.ofSeconds(1));

        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.REFRESHED);
        assertThat(catalogue.live(ORDERS)).hasSize(1);
        clock.forward(Duration.ofSeconds(89));
        assertThat(catalogue.live(ORDERS)).isEmpty();
    }

    @Test
    void handsOutAgainWhatIsProven() {
        catalogue.learn(A.live());
        catalogue.failed(RECORD.key(), RECORD.sequence());
        catalogue.proven(RECORD.key(), RECORD.sequence(), ENDPOINT, ProofKind.PROBE);
        assertThat(catalogue.live(ORDERS)).hasSize(1);
    }

    @Test
    void doesNotTrustAStoredStatementToClearASuspicion() {
        catalogue.learn(A.live());
        catalogue.failed(RECORD.key(), RECORD.sequence());

        assertThat(catalogue.learn(A.stored())).isEqualTo(Merge.UNCHANGED);
        assertThat(catalogue.learn(A.later(1).stored())).isEqualTo(Merge.REFRESHED);
        assertThat(known().stale()).isTrue();
    }

    @Test
    void doesNotLetAnEarlierStatementClearASuspicion() {
        catalogue.learn(A.later(5).live());
        catalogue.failed(RECORD.key(), RECORD.sequence());

        assertThat(catalogue.learn(A.live())).isEqualTo(Merge.UNCHANGED);
        assertThat(known().stale()).isTrue();
    }

    @Test
    void doesNotCallTheNewerRecordStale() {
        catalogue.learn(A.live());
        catalogue.failed(RECORD.key(), RECORD.sequence());
        catalogue.learn(A.sequence(1, 1).at("http://10.7.0.9:8080").stored());
        assertThat(catalogue.live(ORDERS)).hasSize(1);
    }

    @Test
    void ignoresWhatIsToldOfAnotherVersionOrAnUnknownInstance() {
        catalogue.learn(A.sequence(1, 1).live());
        catalogue.failed(RECORD.key(), RECORD.sequence());
        catalogue.proven(RECORD.key(), RECORD.sequence(), ENDPOINT, ProofKind.PROBE);
        catalogue.failed(Statement.of("orders", "b").record().key(), RECORD.sequence());

        assertThat(known().stale()).isFalse();
        assertThat(known().verification()).isEmpty();
        assertThat(catalogue.size()).isEqualTo(1);
    }

    @Test
    void keepsAProofWhileTheRecordIsRefreshed() {
        catalogue.learn(A.live());
        catalogue.proven(RECORD.key(), RECORD.sequence(), ENDPOINT, ProofKind.PROBE);
        catalogue.learn(A.later(30).live());
        assertThat(known().verification()).isPresent();
    }

    @Test
    void keepsAProofOnlyForAnEndpointThatTheNewerRecordHasAndTheSameKey() {
        catalogue.learn(A.live());
        catalogue.proven(RECORD.key(), RECORD.sequence(), ENDPOINT, ProofKind.PROBE);
        catalogue.learn(A.sequence(1, 1).live());
        assertThat(known().verification()).isPresent();

        catalogue.learn(A.sequence(1, 2).at("http://10.7.0.9:8080").live());
        assertThat(known().verification()).isEmpty();

        catalogue.proven(
                RECORD.key(),
                known().record().sequence(),
                known().record().endpoints().get(0),
                ProofKind.PROBE);
        catalogue.learn(
                A.sequence(2, 0).at("http://10.7.0.9:8080").signedBy("next").live());
        assertThat(known().verification()).isEmpty();
    }

    @Test
    void dropsAStaleRecordWhenItsTimeIsOver() {
        catalogue.learn(A.live());
        catalogue.failed(RECORD.key(), RECORD.sequence());
        clock.forward(Duration.ofSeconds(90));
        assertThat(catalogue.expire()).isEqualTo(1);
    }

    private CatalogueEntry known() {
        return catalogue.find(RECORD.key()).orElseThrow();
    }
}
