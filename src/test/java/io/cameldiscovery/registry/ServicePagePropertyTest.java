package io.cameldiscovery.registry;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.lookup.ServiceListing;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class ServicePagePropertyTest {

    private long nanos;

    @Property
    void aPageBeginsBehindWhateverTextIsGiven(
            @ForAll @Size(max = 30) Set<@AlphaChars @NumericChars @StringLength(min = 1, max = 3) String> names,
            @ForAll @StringLength(max = 4) String after,
            @ForAll @IntRange(min = 1, max = 40) int limit) {
        TreeMap<ServiceName, Integer> all = new TreeMap<>();
        names.forEach(name -> all.put(new ServiceName(name), name.length()));
        List<ServiceName> behind = all.keySet().stream()
                .filter(name -> name.value().compareTo(after) > 0)
                .toList();

        Outcome.Listed page = new ServiceListing(new Outcome.Listed(7, all, null)).page(new ServicePage(after, limit));

        assertThat(page.index()).isEqualTo(7);
        assertThat(page.services().keySet())
                .containsExactlyElementsOf(behind.subList(0, Math.min(limit, behind.size())));
        assertThat(all).containsAllEntriesOf(page.services());
        assertThat(page.next()).isEqualTo(behind.size() > limit ? behind.get(limit - 1) : null);
    }

    @Property
    void pagesTogetherAreTheWholeListInItsOrder(
            @ForAll @Size(max = 30) Set<@AlphaChars @NumericChars @StringLength(min = 1, max = 3) String> names,
            @ForAll @IntRange(min = 1, max = 8) int limit) {
        Leases leases = new Leases(
                new LeaseSettings(Duration.ofMinutes(30), Duration.ZERO, Duration.ZERO, 3, 1000, 1000),
                new MemoryLeaseStore(),
                () -> nanos,
                Clock.fixed(NOON, ZoneOffset.UTC));
        for (String name : names) {
            // Some are over by the time they are listed.
            Duration lifetime = Duration.ofMinutes(name.length() == 1 ? 1 : 10);
            leases.grant(record(name, "a", 1, NOON, lifetime), "token", "key-1");
        }
        nanos += Duration.ofMinutes(5).toNanos();
        Registry registry = new Registry(leases, Duration.ofMinutes(1), Duration.ofSeconds(7));
        ServiceListing listing = new ServiceListing(registry.services());

        TreeMap<ServiceName, Integer> collected = new TreeMap<>();
        String after = "";
        int pages = 0;
        Outcome.Listed page;
        do {
            page = listing.page(new ServicePage(after, limit));
            SortedMap<ServiceName, Integer> services = page.services();
            assertThat(services).hasSizeLessThanOrEqualTo(limit);
            assertThat(services.keySet()).noneMatch(collected::containsKey);
            collected.putAll(services);
            after = page.next() == null ? "" : page.next().value();
            pages++;
        } while (page.next() != null);

        assertThat(collected).isEqualTo(leases.services());
        assertThat(pages).isEqualTo(Math.max(1, (collected.size() + limit - 1) / limit));
    }
}
