package io.cameldiscovery.registry.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.InstanceState;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.WatchKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The registry's leases for DNS. The instances of a service are listed once a second at most; what is registered,
 * removed or expired is visible at once.
 */
public final class RegistryDirectory implements Directory {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final long MOST_LISTINGS = 200_000;

    private final Registry registry;
    private final Records records;
    private final Cache<ServiceName, Taken> taken = Caffeine.newBuilder()
            .maximumWeight(MOST_LISTINGS)
            .weigher((ServiceName service, Taken one) -> one.listings().size())
            .expireAfterWrite(FRESH)
            .executor(Runnable::run)
            .build();

    public RegistryDirectory(Registry registry, Records records) {
        this.registry = registry;
        this.records = records;
    }

    private record Taken(long index, long staleAt, List<Listing> listings) {}

    @Override
    public Collection<ServiceName> services() {
        return registry.services().services().keySet();
    }

    @Override
    public List<Listing> instances(ServiceName service) {
        long index = registry.changes().index(WatchKey.of(service));
        Taken known = taken.getIfPresent(service);
        if (known != null && known.index() == index && known.staleAt() - registry.now() > 0) {
            return known.listings();
        }
        Taken fresh = take(service);
        if (!fresh.listings().isEmpty()) {
            taken.put(service, fresh);
        }
        return fresh.listings();
    }

    private Taken take(ServiceName service) {
        long now = registry.now();
        Outcome.Found found = registry.find(service);
        Duration fresh = FRESH;
        for (Outcome.Instance instance : found.instances()) {
            fresh = instance.expiresIn().compareTo(fresh) < 0 ? instance.expiresIn() : fresh;
        }
        List<Listing> listings = found.instances().stream()
                .map(instance -> (Listing) new Entry(service, instance, now))
                .toList();
        return new Taken(found.index(), now + fresh.toNanos(), listings);
    }

    private final class Entry implements Listing {

        private final ServiceName service;
        private final Outcome.Instance seen;
        private final long seenAt;

        Entry(ServiceName service, Outcome.Instance seen, long seenAt) {
            this.service = service;
            this.seen = seen;
            this.seenAt = seenAt;
        }

        @Override
        public InstanceId instance() {
            return seen.instance();
        }

        @Override
        public String token() {
            return seen.token();
        }

        @Override
        public Duration remaining() {
            Duration left = seen.expiresIn().minusNanos(registry.now() - seenAt);
            return left.isNegative() ? Duration.ZERO : left;
        }

        @Override
        public boolean isDraining() {
            return seen.state() == InstanceState.DRAINING;
        }

        @Override
        public Optional<ServiceRecord> record() {
            return records.open(service, seen);
        }

        @Override
        public boolean isAtHand() {
            return records.isAtHand(seen);
        }
    }
}
