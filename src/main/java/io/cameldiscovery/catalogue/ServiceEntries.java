package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.InstanceId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one service, in the order of their instance ids. Any thread may read; writers must take turns. What is
 * handed out is prepared at each change, so that a lookup neither copies nor locks.
 */
final class ServiceEntries {

    private final ConcurrentSkipListMap<InstanceId, CatalogueEntry> entries = new ConcurrentSkipListMap<>();
    private final AtomicReference<Snapshot> snapshot = new AtomicReference<>(Snapshot.of(List.of(), 0));

    /** Those that may be handed out: neither over nor stale. */
    List<CatalogueEntry> live(long now) {
        Snapshot current = current();
        if (current.holds(now)) {
            return current.handedOut;
        }
        // Until somebody drops what is over: so that all who ask meanwhile get the same list again.
        Snapshot rest = current.at(now);
        snapshot.compareAndSet(current, rest);
        return rest.handedOut;
    }

    /** Those that are not over, stale or not. */
    List<CatalogueEntry> known(long now) {
        return entries.values().stream().filter(entry -> !entry.isOver(now)).toList();
    }

    /** Those whose time is over, stale or not. */
    List<CatalogueEntry> over(long now) {
        return current().earliestEnd - now > 0
                ? List.of()
                : entries.values().stream().filter(entry -> entry.isOver(now)).toList();
    }

    @Nullable
    CatalogueEntry get(InstanceId instance) {
        return entries.get(instance);
    }

    void put(CatalogueEntry entry) {
        entries.put(entry.record().instance(), entry);
        prepare();
    }

    void remove(Collection<CatalogueEntry> gone) {
        gone.forEach(entry -> entries.remove(entry.record().instance()));
        prepare();
    }

    int size() {
        return entries.size();
    }

    private void prepare() {
        Collection<CatalogueEntry> all = entries.values();
        snapshot.set(Snapshot.of(all.stream().filter(entry -> !entry.stale()).toList(), Snapshot.earliestOf(all)));
    }

    private Snapshot current() {
        return Objects.requireNonNull(snapshot.get());
    }

    /**
     * @param handedOut the entries that are not stale
     * @param earliestExpiry when the first of them is over
     * @param earliestEnd when the first of all entries, stale or not, is over
     */
    private record Snapshot(List<CatalogueEntry> handedOut, long earliestExpiry, long earliestEnd) {

        static Snapshot of(List<CatalogueEntry> handedOut, long earliestEnd) {
            return new Snapshot(handedOut, earliestOf(handedOut), earliestEnd);
        }

        static long earliestOf(Collection<CatalogueEntry> entries) {
            return entries.stream()
                    .mapToLong(CatalogueEntry::expiresAt)
                    .reduce((a, b) -> a - b <= 0 ? a : b)
                    .orElse(0);
        }

        boolean holds(long now) {
            return handedOut.isEmpty() || earliestExpiry - now > 0;
        }

        Snapshot at(long now) {
            return of(handedOut.stream().filter(entry -> !entry.isOver(now)).toList(), earliestEnd);
        }
    }
}
