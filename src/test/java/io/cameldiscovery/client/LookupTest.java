package io.cameldiscovery.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.catalogue.Source;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.KnownInstance;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LookupTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Endpoint HERE = Endpoint.parse("http://10.7.0.5:8080/");

    private final HandClock clock = new HandClock();
    private final Nonce nonce = Nonce.random(new Random(1));

    @Test
    void endsWithTheFirstProof() {
        Lookup lookup = lookup(false, Road.LAN, Road.REGISTRY);
        CatalogueEntry first = entry("a", 0);
        CatalogueEntry second = entry("b", 0);
        assertThat(lookup.claim(first)).isTrue();
        assertThat(lookup.claim(second)).isTrue();
        clock.forward(Duration.ofMillis(7));

        lookup.proven(second, Source.UDP, HERE, ProofKind.PROBE);

        assertThat(lookup.isOpen()).isFalse();
        assertThat(outcome(lookup))
                .isEqualTo(new Resolution.Found(
                        ORDERS,
                        List.of(new ResolvedInstance(second, Source.UDP, HERE, ProofKind.PROBE, Duration.ofMillis(7))),
                        Duration.ofMillis(7)));
    }

    @Test
    void collectsAllInstancesUntilTheWindowEndsInTheOrderOfTheirProofs() {
        Lookup lookup = lookup(true, Road.LAN);
        CatalogueEntry a = entry("a", 0);
        CatalogueEntry b = entry("b", 0);
        lookup.claim(a);
        lookup.claim(b);
        lookup.proven(b, Source.UDP, HERE, ProofKind.RESPONSE);
        lookup.proven(a, Source.UDP, HERE, ProofKind.PROBE);
        assertThat(lookup.isOpen()).isTrue();

        lookup.endWindow();

        assertThat(instances(lookup)).containsExactly("b", "a");
    }

    @Test
    void waitsForTheFirstInstanceWhenNoneWasProvenWithinTheWindow() {
        Lookup lookup = lookup(true, Road.LAN);
        lookup.endWindow();
        assertThat(lookup.isOpen()).isTrue();

        lookup.claim(entry("a", 0));
        lookup.proven(entry("a", 0), Source.UDP, HERE, ProofKind.PROBE);

        assertThat(instances(lookup)).containsExactly("a");
    }

    @Test
    void endsBeforeTheWindowWhenNothingMoreCanCome() {
        Lookup lookup = lookup(true, Road.REGISTRY);
        CatalogueEntry a = entry("a", 0);
        lookup.claim(a);
        lookup.ended(Road.REGISTRY);
        assertThat(lookup.isOpen()).as("a is being verified").isTrue();

        lookup.proven(a, Source.REGISTRY, HERE, ProofKind.PROBE);

        assertThat(instances(lookup)).containsExactly("a");
    }

    @Test
    void findsNothingWhenAllRoadsEndedWithTheReasons() {
        Lookup lookup = lookup(false, Road.CACHE, Road.LAN, Road.REGISTRY);

        lookup.ended(Road.CACHE);
        lookup.ended(Road.LAN, "nobody answered");
        assertThat(lookup.isOpen()).isTrue();
        lookup.ended(Road.REGISTRY, "out of reach");

        assertThat(outcome(lookup))
                .isEqualTo(new Resolution.NotFound(ORDERS, List.of("nobody answered", "out of reach"), Duration.ZERO));
    }

    @Test
    void findsNothingWhenTheLastClaimCouldNotBeProven() {
        Lookup lookup = lookup(false, Road.CACHE);
        CatalogueEntry a = entry("a", 0);
        lookup.claim(a);
        lookup.ended(Road.CACHE);
        assertThat(lookup.hasClaims()).isTrue();

        lookup.unproven(a, "a does not answer");

        assertThat(lookup.hasClaims()).isFalse();
        assertThat(outcome(lookup))
                .isEqualTo(new Resolution.NotFound(ORDERS, List.of("a does not answer"), Duration.ZERO));
    }

    @Test
    void reportsAnswersThatCannotBeTrustedOnceForEachReason() {
        Lookup lookup = lookup(false, Road.LAN);
        lookup.refused("unknown-key from 10.0.0.1: x");
        lookup.refused("unknown-key from 10.0.0.1: x");
        lookup.refused("not-authorized from 10.0.0.2: y");

        lookup.ended(Road.LAN, "nobody answered");

        assertThat(outcome(lookup))
                .isEqualTo(new Resolution.Untrusted(
                        ORDERS,
                        List.of("unknown-key from 10.0.0.1: x", "not-authorized from 10.0.0.2: y"),
                        Duration.ZERO));
    }

    @Test
    void findsInSpiteOfAnswersThatCannotBeTrusted() {
        Lookup lookup = lookup(false, Road.LAN);
        lookup.refused("unknown-key");
        lookup.claim(entry("a", 0));

        lookup.proven(entry("a", 0), Source.UDP, HERE, ProofKind.RESPONSE);

        assertThat(instances(lookup)).containsExactly("a");
    }

    @Test
    void keepsAFewReasonsOnly() {
        Lookup lookup = lookup(false, Road.LAN);
        for (int number = 0; number < 1000; number++) {
            lookup.refused("reason " + number);
        }
        lookup.timeOut();

        assertThat(((Resolution.Untrusted) outcome(lookup)).reasons()).hasSize(8);
    }

    @Test
    void endsWithWhatItHasWhenItsTimeIsOver() {
        Lookup collecting = lookup(true, Road.LAN);
        collecting.claim(entry("a", 0));
        collecting.proven(entry("a", 0), Source.UDP, HERE, ProofKind.PROBE);
        collecting.timeOut();
        assertThat(instances(collecting)).containsExactly("a");

        Lookup waiting = lookup(false, Road.LAN);
        waiting.claim(entry("a", 0));
        clock.forward(Duration.ofSeconds(5));
        waiting.timeOut();
        assertThat(outcome(waiting))
                .isEqualTo(new Resolution.NotFound(ORDERS, List.of("no proof came in time"), Duration.ofSeconds(5)));
    }

    @Test
    void staysAsItEnded() {
        Lookup lookup = lookup(false, Road.LAN);
        lookup.timeOut();

        lookup.proven(entry("a", 0), Source.UDP, HERE, ProofKind.PROBE);
        lookup.endWindow();

        assertThat(outcome(lookup)).isInstanceOf(Resolution.NotFound.class);
    }

    @Test
    void verifiesEachVersionOfAnInstanceOnce() {
        Lookup lookup = lookup(true, Road.LAN);

        assertThat(lookup.claim(entry("a", 1))).isTrue();
        assertThat(lookup.claim(entry("a", 1))).as("the same").isFalse();
        assertThat(lookup.claim(entry("a", 0))).as("an older one").isFalse();
        assertThat(lookup.claim(entry("a", 2))).as("a newer one").isTrue();
        assertThat(lookup.claim(entry("b", 0))).as("another instance").isTrue();

        lookup.proven(entry("a", 2), Source.UDP, HERE, ProofKind.PROBE);
        assertThat(lookup.claim(entry("a", 3))).as("proven already").isFalse();
        assertThat(lookup.hasProven(new InstanceId("a"))).isTrue();
        assertThat(lookup.hasProven(new InstanceId("b"))).isFalse();
    }

    @Test
    void goesOnVerifyingTheNewerVersionWhenTheOlderFailed() {
        Lookup lookup = lookup(false, Road.CACHE);
        lookup.claim(entry("a", 1));
        lookup.claim(entry("a", 2));
        lookup.ended(Road.CACHE);

        lookup.unproven(entry("a", 1), "moved");

        assertThat(lookup.isOpen()).isTrue();
        lookup.unproven(entry("a", 2), "gone");
        assertThat(outcome(lookup)).isEqualTo(new Resolution.NotFound(ORDERS, List.of("moved", "gone"), Duration.ZERO));
    }

    @Test
    void wantsNothingThatIsAboutAnotherService() {
        Lookup lookup = lookup(false, Road.LAN);

        assertThat(lookup.claim(entry("payments", "a", 0))).isFalse();
        assertThat(lookup.hasClaims()).isFalse();
    }

    @Test
    void wantsNothingMoreOnceItEnded() {
        Lookup lookup = lookup(false, Road.LAN);
        lookup.timeOut();

        assertThat(lookup.claim(entry("a", 0))).isFalse();
    }

    @Test
    void asksWithItsNonceAndTellsWhomItNeedNotHearAgain() {
        Lookup lookup = lookup(true, Road.LAN);
        assertThat(lookup.query(0, HandClock.START)).isEqualTo(new Query(ORDERS, nonce, HandClock.START, 0, List.of()));
        CatalogueEntry a = entry("a", 3);
        lookup.claim(a);
        lookup.claim(entry("b", 0));

        lookup.proven(a, Source.UDP, HERE, ProofKind.RESPONSE);

        assertThat(lookup.query(4, HandClock.START.plusSeconds(1)))
                .isEqualTo(new Query(
                        ORDERS,
                        nonce,
                        HandClock.START.plusSeconds(1),
                        4,
                        List.of(new KnownInstance(new InstanceId("a"), new Sequence(1, 3)))));
    }

    @Test
    void namesAFewKnownInstancesOnlySoThatAQueryFitsADatagram() {
        Lookup lookup = lookup(true, Road.LAN);
        for (int number = 0; number < 100; number++) {
            CatalogueEntry entry = entry("i" + number, 0);
            lookup.claim(entry);
            lookup.proven(entry, Source.UDP, HERE, ProofKind.RESPONSE);
        }

        assertThat(lookup.query(1, HandClock.START).known()).hasSize(16);
    }

    @Test
    void knowsItsRoads() {
        assertThat(lookup(false, Road.LAN).takes(Road.LAN)).isTrue();
        assertThat(lookup(false, Road.LAN).takes(Road.CACHE)).isFalse();
        assertThat(lookup(false).takes(Road.LAN)).isFalse();
    }

    private Lookup lookup(boolean all, Road... roads) {
        Set<Road> taken = EnumSet.noneOf(Road.class);
        taken.addAll(List.of(roads));
        return new Lookup(ORDERS, nonce, all, taken, clock);
    }

    private static Resolution outcome(Lookup lookup) {
        assertThat(lookup.resolution()).isCompleted();
        return lookup.resolution().join();
    }

    private static List<String> instances(Lookup lookup) {
        return ((Resolution.Found) outcome(lookup))
                .instances().stream()
                        .map(instance -> instance.entry().record().instance().value())
                        .toList();
    }

    private static CatalogueEntry entry(String instance, long number) {
        return entry("orders", instance, number);
    }

    private static CatalogueEntry entry(String service, String instance, long number) {
        ServiceRecord record = new ServiceRecord(
                new ServiceName(service),
                new InstanceId(instance),
                List.of(HERE),
                0,
                new Sequence(1, number),
                HandClock.START,
                HandClock.START.plusSeconds(90),
                ServiceRecord.metadata(Map.of()),
                null);
        return new CatalogueEntry(record, "token", "key", Source.UDP, null, 0, 1, Optional.empty(), false);
    }
}
