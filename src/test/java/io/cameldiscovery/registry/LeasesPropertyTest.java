package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LeasesPropertyTest {

    private record Said(boolean goodbye, long sequence, long issued) implements Comparable<Said> {
        @Override
        public int compareTo(Said other) {
            int order = Long.compare(sequence, other.sequence);
            order = order == 0 ? Boolean.compare(goodbye, other.goodbye) : order;
            return order == 0 ? Long.compare(issued, other.issued) : order;
        }
    }

    @Property
    void endsWithTheNewestStatementInWhateverOrderTheyCome(@ForAll("statements") List<Said> statements) {
        MemoryLeaseStore store = new MemoryLeaseStore();
        Leases leases = leases(store);

        statements.forEach(said -> say(leases, said));

        Said newest = statements.stream().max(Said::compareTo).orElseThrow();
        List<String> expected = newest.goodbye() ? List.of() : List.of(token(newest));
        assertThat(tokens(leases)).isEqualTo(expected);

        Leases restarted = leases(store);
        restarted.restore();
        assertThat(tokens(restarted)).isEqualTo(expected);
        statements.forEach(said -> say(restarted, said));
        assertThat(tokens(restarted)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<List<Said>> statements() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(0, 3),
                        Arbitraries.longs().between(0, 3))
                .as(Said::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    private static Leases leases(LeaseStore store) {
        LeaseSettings terms =
                new LeaseSettings(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 100, 100);
        return new Leases(terms, store, () -> 0, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static void say(Leases leases, Said said) {
        ServiceRecord record =
                record("orders", "a", said.sequence(), NOON.plusSeconds(said.issued()), Duration.ofMinutes(10));
        var unused =
                said.goodbye() ? leases.end(record, token(said), "key-1") : leases.grant(record, token(said), "key-1");
    }

    private static String token(Said said) {
        return said.sequence() + " " + said.issued();
    }

    private static List<String> tokens(Leases leases) {
        return leases.of(new ServiceName("orders")).stream().map(Lease::token).toList();
    }
}
