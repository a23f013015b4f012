package io.cameldiscovery.catalogue;

import io.cameldiscovery.record.InstanceId;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one service, in the order of their instance ids. Any thread may read; writers must take turns. What is
 * handed out is prepared at each change, so that a lookup neither copies nor locks.
 */
final class Shelf {

    private final ConcurrentSkipListMap<InstanceId, CatalogueEntry> entries = new ConcurrentSkipListMap<>();
    private volatile Snapshot snapshot = new Snapshot(List.of(), 0);

    /** Those that may be handed out: neither over nor stale. */
    List<CatalogueEntry> live(long now) {
        Snapshot current = snapshot;
        if (current.handedOut.isEmpty() || current.earliestExpiry - now > 0) {
            return current.handedOut;
        }
        return current.handedOut.stream().filter(entry -> !entry.isOver(now)).toList();
    }

    /** Those that are not over, stale or not. */
    List<CatalogueEntry> known(long now) {
        return entries.values().stream().filter(entry -> !entry.isOver(now)).toList();
    }

    /** Those whose time is over, stale or not. */
    List<CatalogueEntry> over(long now) {
        return snapshot.earliestExpiry - now > 0
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
        long earliest = entries.values().stream()
                .mapToLong(CatalogueEntry::expiresAt)
                .reduce((a, b) -> a - b <= 0 ? a : b)
                .orElse(0);
        snapshot = new Snapshot(
                entries.values().stream().filter(entry -> !entry.stale()).toList(), earliest);
    }

    /**
     * @param handedOut the entries that are not stale
     * @param earliestExpiry when the first of all entries, stale or not, is over
     */
    private record Snapshot(List<CatalogueEntry> handedOut, long earliestExpiry) {}
}
