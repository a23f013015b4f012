package io.cameldiscovery.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.timing.Backoff;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever happens, the selector picks what somebody would who looks everything up anew each time. */
class SelectorPropertyTest {

    private static final int MAX_AGE = 20;
    private static final int FIRST_PAUSE = 5;
    private static final int LONGEST_PAUSE = 40;
    private static final int FORGET_AFTER = 600;

    @Property
    void picksWhatTheRulesSayAfterAnyHistory(@ForAll("histories") List<Step> history) {
        World world = new World();
        for (Step step : history) {
            world.let(step);
            world.check();
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(Kind.LEARN, Kind.PROVEN, Kind.PROVEN)),
                Tuple.of(10, Arbitraries.of(Kind.class)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.frequencyOf(
                                Tuple.of(20, Arbitraries.integers().between(1, 8)),
                                Tuple.of(1, Arbitraries.of(90, FORGET_AFTER))))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(80);
    }

    private enum Kind {
        LEARN,
        REPEAT,
        WITHDRAW,
        PROVEN,
        UNPROVEN,
        FAIL,
        SUCCEED,
        FORWARD,
        EXPIRE
    }

    /** One thing that happens. */
    private record Step(Kind kind, String id, int variant, int seconds) {

        /** Two places in two regions. */
        String endpoint() {
            return "http://10.7.0." + (1 + id.charAt(0) - 'a') + ":" + (8080 + variant % 2) + "/";
        }

        String region() {
            return variant < 3 ? "north" : "south";
        }
    }

    /** When calls failed at a place last, and until when it pauses, in seconds. */
    private record Held(int at, int until, int failures) {}

    private static final class World {

        private final Instances instances = new Instances();
        private final Ejections ejections = new Ejections(
                new Backoff(Duration.ofSeconds(FIRST_PAUSE), 2, Duration.ofSeconds(LONGEST_PAUSE)), instances.clock);
        private final Selector everywhere = selector(InstanceFilter.NONE);
        private final Selector north = selector(new InstanceFilter("north", Map.of(), null));

        // What the naive observer notes.
        private final Map<String, Integer> provenAt = new HashMap<>();
        private final Map<Place, Held> held = new HashMap<>();
        private final Map<String, ProvenInstance> used = new HashMap<>();
        private final Map<String, Integer> usedProof = new HashMap<>();
        private int now;

        private Selector selector(InstanceFilter filter) {
            return new Selector(
                    Instances.ORDERS,
                    filter,
                    PickStrategies.roundRobin(),
                    instances.catalogue,
                    ejections,
                    new Draining(),
                    Duration.ofSeconds(MAX_AGE),
                    instances.clock);
        }

        void let(Step step) {
            boolean known = instances.catalogue.find(Instances.key(step.id())).isPresent();
            switch (step.kind()) {
                case LEARN -> instances.learn(step.id(), step.region(), Map.of(), step.endpoint());
                case FORWARD -> {
                    now += step.seconds();
                    instances.clock.forward(Duration.ofSeconds(step.seconds()));
                }
                case EXPIRE -> instances.catalogue.expire();
                case FAIL -> fail(step.id());
                case SUCCEED -> succeed(step.id());
                default -> {
                    if (known) {
                        letKnown(step);
                    }
                }
            }
        }

        private void letKnown(Step step) {
            switch (step.kind()) {
                case REPEAT -> instances.repeat(step.id());
                case WITHDRAW -> instances.withdraw(step.id());
                case UNPROVEN -> instances.unproven(step.id());
                default -> {
                    instances.proven(step.id());
                    provenAt.put(step.id(), now);
                }
            }
        }

        private void fail(String id) {
            ProvenInstance instance = used.get(id);
            if (instance != null) {
                ejections.failed(instance.place());
                held.values().removeIf(one -> now - one.until() > FORGET_AFTER);
                held.merge(
                        instance.place(),
                        new Held(now, now + FIRST_PAUSE, 0),
                        (before, first) -> before.until() > now
                                ? new Held(now, before.until(), before.failures())
                                : again(before.failures() + 1));
            }
        }

        private Held again(int failures) {
            return new Held(now, now + Math.min(LONGEST_PAUSE, FIRST_PAUSE << failures), failures);
        }

        private void succeed(String id) {
            ProvenInstance instance = used.get(id);
            if (instance != null) {
                ejections.succeeded(instance);
                Held before = held.get(instance.place());
                if (before != null && usedProof.get(id) > before.at()) {
                    held.remove(instance.place());
                }
            }
        }

        void check() {
            check(north, "north");
            check(everywhere, "");
        }

        private void check(Selector selector, String region) {
            assertThat(selector.all().stream().map(ProvenInstance::toString))
                    .containsExactlyElementsOf(expected(region));
            assertThat(selector.all()).as("nothing changed meanwhile").isSameAs(selector.all());
            ProvenInstance picked = selector.select(null);
            if (picked == null) {
                assertThat(selector.all()).isEmpty();
            } else {
                assertThat(selector.all()).contains(picked);
                used.put(picked.getInstance(), picked);
                usedProof.put(picked.getInstance(), provenAt.get(picked.getInstance()));
            }
        }

        private TreeSet<String> expected(String region) {
            TreeSet<String> ready = new TreeSet<>();
            TreeSet<String> waived = new TreeSet<>();
            for (CatalogueEntry entry : instances.catalogue.live(Instances.ORDERS)) {
                String id = entry.record().instance().value();
                boolean fresh = entry.verification().isPresent() && now - provenAt.get(id) < MAX_AGE;
                boolean wanted =
                        region.isEmpty() || region.equals(entry.record().region());
                Held against = held.get(
                        new Place(entry.key(), entry.record().endpoints().get(0)));
                String text = entry.key() + " at " + entry.record().endpoints().get(0);
                if (fresh && wanted && (against == null || provenAt.get(id) > against.at())) {
                    waived.add(text);
                    if (against == null || now >= against.until()) {
                        ready.add(text);
                    }
                }
            }
            return ready.isEmpty() ? waived : ready;
        }
    }
}
