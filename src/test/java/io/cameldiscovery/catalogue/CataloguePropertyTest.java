package io.cameldiscovery.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class CataloguePropertyTest {

    private static final Set<Merge> ACCEPTED = Set.of(Merge.NEW, Merge.NEWER, Merge.REFRESHED);

    @Property
    void keepsTheHighestSequenceEverAccepted(@ForAll("histories") List<Step> history) {
        World world = new World(CatalogueSettings.defaults());
        Map<ServiceRecord.Key, Sequence> highest = new HashMap<>();
        for (Step step : history) {
            Merge merge = step.happenIn(world);
            ServiceRecord record = step.statement(world).record();
            Sequence before = highest.getOrDefault(record.key(), record.sequence());
            if (step.kind() == Kind.LEARN && record.sequence().isAfter(before)) {
                assertThat(merge).isIn(Merge.NEW, Merge.NEWER);
            }
            if (step.isClaim() && ACCEPTED.contains(merge)) {
                assertThat(record.sequence()).isGreaterThanOrEqualTo(before);
                highest.put(record.key(), record.sequence());
            }
            highest.forEach((key, sequence) -> world.catalogue
                    .find(key)
                    .ifPresent(entry -> assertThat(entry.record().sequence()).isEqualTo(sequence)));
        }
    }

    @Property
    void neverHandsOutWhatWasNotHeardWithinItsLifeTime(@ForAll("histories") List<Step> history) {
        World world = new World(CatalogueSettings.defaults());
        Map<String, Long> over = new HashMap<>();
        for (Step step : history) {
            if (step.isClaim()) {
                Statement statement = step.statement(world);
                over.merge(
                        statement.record().key() + " " + statement.sequence(),
                        world.second + statement.seconds(),
                        Math::max);
            }
            step.happenIn(world);
            for (CatalogueEntry entry : world.catalogue.live()) {
                assertThat(over.get(entry.key() + " " + entry.record().sequence()))
                        .isGreaterThan(world.second);
                assertThat(entry.expiresAt() - world.clock.nanos()).isPositive();
                assertThat(entry.stale()).isFalse();
            }
        }
    }

    @Property
    void staysWithinItsLimitsAndDropsNothingProvenForThem(@ForAll("histories") List<Step> history) {
        World world = new World(new CatalogueSettings(5, 2, 3, 4, Duration.ofDays(1), Duration.ofDays(1)));
        for (Step step : history) {
            List<CatalogueEntry> before = provenIn(world);
            step.happenIn(world);

            assertThat(world.catalogue.size()).isLessThanOrEqualTo(5);
            assertThat(world.catalogue.services()).hasSizeLessThanOrEqualTo(2);
            for (ServiceName service : world.catalogue.services()) {
                assertThat(world.catalogue.count(service)).isBetween(1, 3);
            }
            if (step.kind() == Kind.LEARN) {
                assertThat(before).allSatisfy(entry -> assertThat(world.catalogue.find(entry.key()))
                        .isPresent());
            }
        }
    }

    @Property
    void itsEventsTellWhatItHolds(@ForAll("histories") List<Step> history) {
        World world = new World(new CatalogueSettings(6, 3, 3, 4, Duration.ofDays(1), Duration.ofDays(1)));
        Map<ServiceRecord.Key, ServiceRecord> told = new HashMap<>();
        world.catalogue.subscribe(event -> {
            if (event instanceof CatalogueEvent.Up up) {
                assertThat(told.put(up.key(), up.entry().record())).isNull();
            } else if (event instanceof CatalogueEvent.Moved moved) {
                assertThat(told.put(moved.key(), moved.after().record()).endpoints())
                        .isEqualTo(moved.before().record().endpoints());
            } else if (event instanceof CatalogueEvent.Down down) {
                assertThat(told.remove(down.key())).isNotNull();
            }
        });
        history.forEach(step -> step.happenIn(world));
        world.catalogue.expire();

        assertThat(told).hasSize(world.catalogue.size());
        told.forEach((key, record) -> assertThat(
                        world.catalogue.find(key).orElseThrow().record().endpoints())
                .isEqualTo(record.endpoints()));
    }

    @Property
    void listsInTheSameOrderHoweverItLearned(@ForAll("histories") List<Step> history) {
        World world = new World(CatalogueSettings.defaults());
        history.forEach(step -> step.happenIn(world));
        assertThat(world.catalogue.live())
                .isSortedAccordingTo(Comparator.comparing(
                                (CatalogueEntry entry) -> entry.record().service())
                        .thenComparing(entry -> entry.record().instance()));
    }

    @Property
    void comesToTheSameEndInWhateverOrderDistinctVersionsArrive(
            @ForAll("versions") Map<Sequence, Boolean> goodbyeByVersion, @ForAll Random random) {
        List<Sequence> order = new ArrayList<>(goodbyeByVersion.keySet());
        Collections.shuffle(order, random);
        World world = new World(CatalogueSettings.defaults());
        for (Sequence version : order) {
            Statement statement = Statement.of("orders", "a").sequence(version.epoch(), version.number());
            if (goodbyeByVersion.get(version)) {
                world.catalogue.withdraw(statement.live());
            } else {
                world.catalogue.learn(statement.live());
            }
        }

        Sequence newest = Collections.max(order);
        Stream<Sequence> kept =
                world.catalogue.live().stream().map(entry -> entry.record().sequence());
        assertThat(kept).isEqualTo(goodbyeByVersion.get(newest) ? List.of() : List.of(newest));
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(10, Arbitraries.of(Kind.LEARN)), Tuple.of(10, Arbitraries.of(Kind.class)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.of("orders", "billing", "mail"),
                        Arbitraries.of("a", "b", "c", "d"),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 59),
                        Arbitraries.integers().between(1, 120),
                        Arbitraries.of(true, false))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<Map<Sequence, Boolean>> versions() {
        Arbitrary<Sequence> sequences = Combinators.combine(
                        Arbitraries.longs().between(0, 3), Arbitraries.longs().between(0, 3))
                .as(Sequence::new);
        return Arbitraries.maps(sequences, Arbitraries.of(true, false))
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(TreeMap::new);
    }

    private static List<CatalogueEntry> provenIn(World world) {
        return world.catalogue.live().stream()
                .filter(entry -> entry.verification().isPresent())
                .collect(Collectors.toList());
    }

    private enum Kind {
        LEARN,
        WITHDRAW,
        EXPIRE,
        FORWARD,
        PROVEN,
        FAILED
    }

    /** A catalogue, its time, and how many seconds have gone by. */
    private static final class World {
        private final HandClock clock = new HandClock();
        private final Catalogue catalogue;
        private long second;

        World(CatalogueSettings limits) {
            catalogue = new Catalogue(clock, clock, limits);
        }

        void forward(int seconds) {
            second += seconds;
            clock.forward(Duration.ofSeconds(seconds));
        }

        Optional<ServiceRecord> known(ServiceRecord.Key key) {
            return catalogue.find(key).map(CatalogueEntry::record);
        }
    }

    /** One thing that happens. Equal versions of an instance have equal endpoints, as one holder makes them. */
    private record Step(
            Kind kind, String service, String instance, int version, int issuedAgo, int seconds, boolean live) {

        boolean isClaim() {
            return kind == Kind.LEARN || kind == Kind.WITHDRAW;
        }

        /** A stored statement is always still valid, so that only its version decides. */
        Statement statement(World world) {
            return Statement.of(service, instance)
                    .sequence(version / 3, version % 3)
                    .at("http://10.7.0." + (version + 1) + ":8080")
                    .later(world.second - issuedAgo)
                    .lasting(issuedAgo + seconds);
        }

        Merge happenIn(World world) {
            ServiceRecord record = statement(world).record();
            switch (kind) {
                case LEARN:
                    return world.catalogue.learn(said(world));
                case WITHDRAW:
                    return world.catalogue.withdraw(said(world));
                case EXPIRE:
                    world.catalogue.expire();
                    break;
                case FORWARD:
                    world.forward(seconds);
                    break;
                case PROVEN:
                    world.known(record.key())
                            .ifPresent(known -> world.catalogue.proven(
                                    known.key(),
                                    known.sequence(),
                                    known.endpoints().get(0),
                                    ProofKind.PROBE));
                    break;
                case FAILED:
                    world.known(record.key()).ifPresent(known -> world.catalogue.failed(known.key(), known.sequence()));
                    break;
                default:
                    throw new AssertionError(kind);
            }
            return Merge.UNCHANGED;
        }

        private Learned said(World world) {
            return live ? statement(world).live() : statement(world).stored();
        }
    }
}
