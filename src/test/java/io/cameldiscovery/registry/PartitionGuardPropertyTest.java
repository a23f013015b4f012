package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Instances renew, leave and fall silent at random; the guard is held against a record of who was heard when. */
class PartitionGuardPropertyTest {

    private static final ServiceName ORDERS = new ServiceName("orders");
    private static final Duration LEASE = Duration.ofSeconds(100);
    private static final LeaseSettings TERMS =
            new LeaseSettings(LEASE, Duration.ofSeconds(10), Duration.ofHours(1), 3, 1000, 1000);
    private static final PartitionGuardSettings GUARD =
            new PartitionGuardSettings(0.5, 4, Duration.ofSeconds(40), Duration.ofSeconds(70));

    private record Event(int instance, int what, int pause) {
        boolean isGoodbye() {
            return what == 0;
        }
    }

    @Property
    void neverKeepsALeaseBeyondItsTimeAndLosesNoneThatIsHeld(@ForAll("events") List<Event> events) {
        HandClock clock = new HandClock();
        MemoryLeaseStore store = new MemoryLeaseStore();
        Leases leases = new Leases(TERMS, GUARD, OutageSettings.NONE, store, clock, clock);
        Map<String, Instant> heard = new HashMap<>();
        int sequence = 0;

        for (Event event : events) {
            String id = "i" + event.instance();
            sequence++;
            if (event.isGoodbye()) {
                var unused = leases.end(record("orders", id, sequence, clock.instant(), LEASE), "bye", "key-1");
                heard.remove(id);
            } else {
                var unused = leases.grant(record("orders", id, sequence, clock.instant(), LEASE), id, "key-1");
                heard.put(id, clock.instant());
            }
            clock.forward(Duration.ofSeconds(event.pause()));
            if (event.what() % 2 == 0) {
                leases.expire();
            }
            assertAsHeard(leases, heard, clock.instant());
        }
        clock.forward(LEASE.plus(GUARD.time()).plus(GUARD.interval()));
        leases.expire();
        assertThat(leases.of(ORDERS)).isEmpty();
        assertThat(leases.size()).isZero();
        assertThat(store.load()).allMatch(StoredLease::withdrawn);
    }

    private static void assertAsHeard(Leases leases, Map<String, Instant> heard, Instant now) {
        Set<String> held = new HashSet<>();
        Set<String> latest = new HashSet<>();
        heard.forEach((id, at) -> {
            if (at.plus(LEASE).isAfter(now)) {
                held.add(id);
            }
            if (at.plus(LEASE).plus(GUARD.time()).isAfter(now)) {
                latest.add(id);
            }
        });
        Set<String> alive = new HashSet<>();
        Set<String> suspect = new HashSet<>();
        for (Lease lease : leases.of(ORDERS)) {
            (lease.suspect() ? suspect : alive).add(lease.instance().value());
        }
        assertThat(alive).isEqualTo(held);
        assertThat(latest).containsAll(suspect);
        assertThat(leases.size()).isEqualTo(alive.size() + suspect.size());
    }

    @Property
    void keepsNobodyWhoseServiceLosesNoMoreThanTheShare(@ForAll("counts") int[] counts) {
        int instances = counts[0];
        int silent = Math.min(counts[1], instances / 2);
        HandClock clock = new HandClock();
        Leases leases = new Leases(TERMS, GUARD, OutageSettings.NONE, new MemoryLeaseStore(), clock, clock);
        for (int i = 0; i < instances; i++) {
            register(leases, clock, i);
        }
        clock.forward(LEASE.dividedBy(2));
        for (int i = silent; i < instances; i++) {
            register(leases, clock, i);
        }
        clock.forward(LEASE.dividedBy(2));

        assertThat(leases.of(ORDERS)).hasSize(instances - silent).noneMatch(Lease::suspect);
        assertThat(leases.suspected()).isZero();
    }

    @Property
    void keepsAllWhoseServiceLosesMoreThanTheShare(@ForAll("counts") int[] counts) {
        int instances = counts[0];
        int silent = Math.min(instances, instances / 2 + 1 + counts[1]);
        HandClock clock = new HandClock();
        Leases leases = new Leases(TERMS, GUARD, OutageSettings.NONE, new MemoryLeaseStore(), clock, clock);
        for (int i = 0; i < instances; i++) {
            register(leases, clock, i);
        }
        clock.forward(LEASE.dividedBy(2));
        for (int i = silent; i < instances; i++) {
            register(leases, clock, i);
        }
        clock.forward(LEASE.dividedBy(2));

        assertThat(leases.of(ORDERS))
                .hasSize(instances)
                .filteredOn(Lease::suspect)
                .hasSize(silent);
        assertThat(leases.suspected()).isEqualTo(silent);
    }

    private static void register(Leases leases, HandClock clock, int i) {
        var unused = leases.grant(record("orders", "i" + i, 1, clock.instant(), LEASE), "token", "key-1");
    }

    @Provide
    Arbitrary<List<Event>> events() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 30))
                .as(Event::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(120);
    }

    @Provide
    Arbitrary<int[]> counts() {
        return Combinators.combine(
                        Arbitraries.integers().between(4, 60),
                        Arbitraries.integers().between(0, 60))
                .as((instances, silent) -> new int[] {instances, silent});
    }
}
