package io.cameldiscovery.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueSettings;
import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Learned;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.KnownInstance;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.timing.Jitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResponderTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final InstanceId ME = new InstanceId("me");
    private static final Duration LIFE = Duration.ofSeconds(90);
    private static final Duration SLOT = Duration.ofMillis(2);
    private static final Duration CAP = Duration.ofMillis(250);

    private final HandClock clock = new HandClock();
    private final Nonce nonce = Nonce.random(new Random(1));
    private final OwnInstances own = new OwnInstances(ME, 5, null, clock);
    private final Catalogue catalogue = new Catalogue(clock, clock, CatalogueSettings.defaults());
    private final Responder responder = new Responder(own, catalogue, new Jitter(new Random(1)), LIFE, SLOT, CAP);

    @BeforeEach
    void offerOrders() {
        own.offer(new Offer(ORDERS, List.of(new EndpointTemplate("http://10.7.0.5:8080/")), Map.of()));
    }

    @Test
    void answersWithItsRecordAndTheNonce() {
        assertThat(responder.answer(query("orders"))).hasValueSatisfying(answer -> {
            assertThat(answer.nonce()).isEqualTo(nonce);
            assertThat(answer.record()).isEqualTo(own.record(ORDERS, LIFE).orElseThrow());
        });
    }

    @Test
    void hasNoAnswerForAServiceThatItDoesNotOffer() {
        assertThat(responder.offers(ORDERS)).isTrue();
        assertThat(responder.offers(new ServiceName("payments"))).isFalse();
        assertThat(responder.answer(query("payments"))).isEmpty();
    }

    @Test
    void hasNoAnswerForThoseWhoKnowThisVersionOrANewerOne() {
        assertThat(responder.answer(query("orders", new KnownInstance(ME, new Sequence(5, 0)))))
                .isEmpty();
        assertThat(responder.answer(query("orders", new KnownInstance(ME, new Sequence(6, 0)))))
                .isEmpty();
        assertThat(responder.answer(query("orders", new KnownInstance(ME, new Sequence(4, 9)))))
                .isPresent();
        assertThat(responder.answer(query("orders", new KnownInstance(new InstanceId("another"), new Sequence(9, 9)))))
                .isPresent();
    }

    @Test
    void provesItselfAndNobodyElse() {
        assertThat(responder.prove(new Probe(ORDERS, ME, nonce, clock.instant())))
                .hasValueSatisfying(proof -> {
                    assertThat(proof.nonce()).isEqualTo(nonce);
                    assertThat(proof.record().instance()).isEqualTo(ME);
                });
        assertThat(responder.prove(new Probe(ORDERS, new InstanceId("another"), nonce, clock.instant())))
                .isEmpty();
        assertThat(responder.prove(new Probe(new ServiceName("payments"), ME, nonce, clock.instant())))
                .isEmpty();
    }

    @Test
    void answersAtOnceWhenItIsAlone() {
        hear("payments", 50);

        assertThat(pauses()).containsOnly(Duration.ZERO);
    }

    @Test
    void spreadsItsAnswersByTheNumberOfThoseThatMayAnswerToo() {
        hear("orders", 9);

        Duration spread = SLOT.multipliedBy(10);
        assertThat(pauses()).allMatch(pause -> pause.compareTo(spread) <= 0);
        assertThat(pauses()).anyMatch(pause -> pause.compareTo(spread.dividedBy(2)) > 0);
        assertThat(pauses()).anyMatch(pause -> pause.compareTo(spread.dividedBy(2)) < 0);
    }

    @Test
    void waitsNeverLongerThanTheCap() {
        hear("orders", 1000);

        assertThat(pauses()).allMatch(pause -> pause.compareTo(CAP) <= 0);
        assertThat(pauses()).anyMatch(pause -> pause.compareTo(CAP.dividedBy(2)) > 0);
    }

    private List<Duration> pauses() {
        List<Duration> pauses = new ArrayList<>();
        for (int number = 0; number < 500; number++) {
            pauses.add(responder.pauseBeforeAnswer(ORDERS));
        }
        return pauses;
    }

    private void hear(String service, int others) {
        for (int number = 0; number < others; number++) {
            ServiceRecord record = new ServiceRecord(
                    new ServiceName(service),
                    new InstanceId("other-" + number),
                    List.of(Endpoint.parse("http://10.7.1.1:8080/")),
                    0,
                    new Sequence(1, 0),
                    clock.instant(),
                    clock.instant().plus(LIFE),
                    ServiceRecord.metadata(Map.of()),
                    null);
            catalogue.learn(new Learned(record, "token", "key", Source.UDP, null, true));
        }
    }

    private Query query(String service, KnownInstance... known) {
        return new Query(new ServiceName(service), nonce, clock.instant(), 0, List.of(known));
    }
}
