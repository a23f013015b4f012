package io.cameldiscovery.client;

import io.cameldiscovery.catalogue.Catalogue;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.Verification;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.timing.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Picks instances of one service from the catalogue: those that pass the filter, were proven lately and are not
 * ejected; those that are draining only if there are no others. Never blocks and never uses the network; results are
 * cached until catalogue, proofs or ejections change. Thread-safe.
 */
public final class Selector {

    private final ServiceName service;
    private final InstanceFilter filter;
    private final PickStrategy strategy;
    private final Catalogue catalogue;
    private final Ejections ejections;
    private final Draining draining;
    private final long maxProofAge;
    private final MonotonicClock clock;
    private volatile Prepared prepared = new Prepared(List.of(), -1, Set.of(), 0, List.of(), null);

    /** @param maxProofAge how long after its proof an instance is still picked */
    public Selector(
            ServiceName service,
            InstanceFilter filter,
            PickStrategy strategy,
            Catalogue catalogue,
            Ejections ejections,
            Draining draining,
            Duration maxProofAge,
            MonotonicClock clock) {
        this.service = service;
        this.filter = filter;
        this.strategy = strategy;
        this.catalogue = catalogue;
        this.ejections = ejections;
        this.draining = draining;
        this.maxProofAge = maxProofAge.toNanos();
        this.clock = clock;
    }

    public ServiceName service() {
        return service;
    }

    public InstanceFilter filter() {
        return filter;
    }

    /**
     * The next instance; null if there is none.
     *
     * @param key for the sticky strategy
     */
    public @Nullable ProvenInstance select(@Nullable String key) {
        PickStrategy.Picker picker = current().picker;
        return picker == null ? null : picker.pick(key);
    }

    /** All instances that may be picked, ordered by instance id. Immutable. */
    public List<ProvenInstance> all() {
        return current().instances;
    }

    /** Why nothing is picked, for error messages. */
    public Shortage shortage() {
        List<CatalogueEntry> known = catalogue.known(service);
        List<CatalogueEntry> live =
                known.stream().filter(entry -> !entry.stale()).toList();
        List<CatalogueEntry> matching = live.stream()
                .filter(entry -> filter.endpoint(entry).isPresent())
                .toList();
        long ejected =
                matching.stream().filter(entry -> ejections.doubts(entry.key())).count();
        return new Shortage(live, matching.size(), (int) ejected, known.size() - live.size());
    }

    /**
     * Why nothing is picked.
     *
     * @param live the instances that are live, whether or not they match
     * @param matching how many of them pass the filter
     * @param ejected how many of those are ejected
     * @param stale how many more are known but could not be verified
     */
    public record Shortage(List<CatalogueEntry> live, int matching, int ejected, int stale) {
        public Shortage {
            live = List.copyOf(live);
        }
    }

    private Prepared current() {
        List<CatalogueEntry> live = catalogue.live(service);
        long ejectionsNow = ejections.version();
        Set<InstanceId> drainingNow = draining.of(service);
        Prepared current = prepared;
        if (current.live == live
                && current.ejections == ejectionsNow
                && current.draining == drainingNow
                && current.validUntil - clock.nanos() > 0) {
            return current;
        }
        return prepare(live, ejectionsNow, drainingNow);
    }

    private Prepared prepare(List<CatalogueEntry> live, long ejectionsNow, Set<InstanceId> drainingNow) {
        Sorting sorting = new Sorting(clock.nanos(), drainingNow);
        live.forEach(sorting::add);
        List<ProvenInstance> instances = sorting.instances();
        PickStrategy.Picker picker = instances.isEmpty() ? null : strategy.among(instances);
        Prepared fresh = new Prepared(live, ejectionsNow, drainingNow, sorting.validUntil, instances, picker);
        prepared = fresh;
        return fresh;
    }

    /**
     * Sorts instances into those that may be picked now and those in a pause after a failure, with the time until this
     * changes.
     */
    private final class Sorting {
        private final long now;
        private final Set<InstanceId> leaving;
        private final List<ProvenInstance> ready = new ArrayList<>();
        private final List<ProvenInstance> draining = new ArrayList<>();
        private final List<ProvenInstance> pausing = new ArrayList<>();
        private long validUntil;

        Sorting(long now, Set<InstanceId> leaving) {
            this.now = now;
            this.leaving = leaving;
            this.validUntil = now + maxProofAge;
        }

        void add(CatalogueEntry entry) {
            Verification proof = entry.verification().orElse(null);
            if (proof == null || now - proof.at() >= maxProofAge || !filter.matches(entry.record())) {
                return;
            }
            filter.endpoint(entry, proof.endpoint())
                    .ifPresent(endpoint -> add(new ProvenInstance(entry, endpoint, proof)));
        }

        private void add(ProvenInstance instance) {
            Ejections.Ejection ejection = ejections.of(instance.place());
            long provenAt = instance.proof().at();
            if (ejection == null || !(ejection.outdates(provenAt) || ejection.lasts(now))) {
                boolean leaves = leaving.contains(instance.entry().key().instance());
                (leaves ? draining : ready).add(instance);
                changesAt(provenAt + maxProofAge);
            } else if (!ejection.outdates(provenAt)) {
                pausing.add(instance);
                changesAt(Math.min(ejection.until() - now, provenAt + maxProofAge - now) + now);
            }
        }

        private void changesAt(long moment) {
            validUntil = moment - validUntil < 0 ? moment : validUntil;
        }

        /**
         * Draining instances are used when there are no others; if there are none either, ejected ones are used early.
         */
        List<ProvenInstance> instances() {
            List<ProvenInstance> willing = ready.isEmpty() ? draining : ready;
            return List.copyOf(willing.isEmpty() ? pausing : willing);
        }
    }

    /** Valid while the catalogue returns the same list, ejections do not change and no time is over. */
    private record Prepared(
            List<CatalogueEntry> live,
            long ejections,
            Set<InstanceId> draining,
            long validUntil,
            List<ProvenInstance> instances,
            PickStrategy.@Nullable Picker picker) {}
}
