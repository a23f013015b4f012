package io.cameldiscovery.registry;

import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.LastStatement;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Tombstones;
import io.cameldiscovery.registry.store.StoredLease;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The leases in memory, those among them that are over and not yet judged, and what is remembered of the instances that
 * left. An instance is one or the other. Reading waits for nobody, except for what is remembered; whoever changes
 * something holds the monitor of this object, so that changes follow each other in one order.
 */
final class LeaseCache {

    private final LeaseSettings terms;
    private final ChangeIndex changes;
    private final ConcurrentHashMap<ServiceName, ConcurrentSkipListMap<InstanceId, Lease>> services =
            new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final DoubleAdder renewals = new DoubleAdder();
    private final Tombstones tombstones;

    LeaseCache(LeaseSettings terms, ChangeIndex changes) {
        this.terms = terms;
        this.changes = changes;
        this.tombstones = new Tombstones(terms.maxLeases());
    }

    @Nullable
    Lease find(ServiceRecord.Key key) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = services.get(key.service());
        return instances == null ? null : instances.get(key.instance());
    }

    /** The leases of a service, by instance id. */
    Collection<Lease> of(ServiceName service) {
        ConcurrentSkipListMap<InstanceId, Lease> instances = services.get(service);
        return instances == null ? List.of() : instances.values();
    }

    Set<ServiceName> services() {
        return services.keySet();
    }

    List<ServiceName> services(Predicate<Lease> having) {
        return services.entrySet().stream()
                .filter(service -> service.getValue().values().stream().anyMatch(having))
                .map(Map.Entry::getKey)
                .toList();
    }

    int size() {
        return size.get();
    }

    /** How many renewals a second these leases need. */
    double demand() {
        return Math.max(0, renewals.sum());
    }

    /** The last that was heard of an instance, here or gone; null if nothing is known. */
    @Nullable
    LastStatement last(ServiceRecord.Key key) {
        Lease held = find(key);
        return held == null ? tombstones.find(key) : LastStatement.held(held.version());
    }

    /** Whether nothing newer is known. */
    boolean isLatest(StoredLease lease) {
        return lease.statement().equals(last(lease.key()));
    }

    void put(Lease lease) {
        tombstones.remove(lease.key());
        Lease before = services.computeIfAbsent(lease.service(), none -> new ConcurrentSkipListMap<>())
                .put(lease.instance(), lease);
        renewals.add(rate(lease));
        if (before == null) {
            size.incrementAndGet();
        } else {
            renewals.add(-rate(before));
        }
        noteChange(before, lease);
    }

    private void noteChange(@Nullable Lease before, Lease lease) {
        if (before == null || before.isOver(lease.since())) {
            changes.came(lease.service());
        } else if (!lease.version().isOfSameRecordAs(before.version())) {
            changes.changed(lease.service());
        } else if (before.suspect() != lease.suspect()) {
            changes.stateChanged(lease.service());
        } else {
            changes.renewed(lease.service());
        }
    }

    /** Takes an instance out, and remembers it until its memory is over. */
    void depart(ServiceRecord.Key key, LastStatement last, long now) {
        depart(key, last, now, terms.memory());
    }

    void depart(ServiceRecord.Key key, LastStatement last, long now, Duration memory) {
        tombstones.add(key, last, now + memory.toNanos());
        ConcurrentSkipListMap<InstanceId, Lease> instances = services.get(key.service());
        Lease taken = instances == null ? null : instances.remove(key.instance());
        if (instances == null || taken == null) {
            return;
        }
        renewals.add(-rate(taken));
        size.decrementAndGet();
        if (instances.isEmpty()) {
            services.remove(key.service());
        }
        changes.went(key.service(), instances.isEmpty());
    }

    /** Forgets the instances that left long ago, or are too many, and names them. */
    List<ServiceRecord.Key> forget(long now) {
        return tombstones.forget(now);
    }

    private double rate(Lease lease) {
        return lease.term().isZero() ? 0 : terms.renewals() * 1e9 / lease.term().toNanos();
    }
}
