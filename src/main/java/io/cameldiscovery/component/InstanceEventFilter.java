package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.CatalogueEvent.Down;
import io.cameldiscovery.catalogue.CatalogueEvent.Moved;
import io.cameldiscovery.catalogue.CatalogueEvent.Recovered;
import io.cameldiscovery.catalogue.CatalogueEvent.Stale;
import io.cameldiscovery.catalogue.CatalogueEvent.Up;
import io.cameldiscovery.record.ServiceRecord;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the events that a route has received, so that the next ones are consistent: an instance comes up before it
 * moves, becomes stale or goes down, comes up once, and goes down also when it no longer matches. Thread-safe.
 */
final class InstanceEventFilter {

    /** The reason for DOWN while the instance is still live. */
    private static final String UNMATCHED = "unmatched";

    /** What happened, in the words of the header {@link DiscoveryConstants#EVENT}. */
    enum Kind {
        UP,
        MOVED,
        STALE,
        DOWN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An event for the route.
     *
     * @param entry the instance; with DOWN, the last version that matched
     * @param before with MOVED, the version of the event before
     * @param reason with DOWN, why
     */
    record Change(
            Kind kind,
            CatalogueEntry entry,
            @Nullable CatalogueEntry before,
            @Nullable String reason) {}

    private record Told(boolean stale, CatalogueEntry entry) {}

    private final Predicate<CatalogueEntry> wanted;
    private final Map<ServiceRecord.Key, Told> told = new HashMap<>();

    /** @param wanted selects instances */
    InstanceEventFilter(Predicate<CatalogueEntry> wanted) {
        this.wanted = wanted;
    }

    /** Marks an instance as known to the route. */
    synchronized void know(CatalogueEntry entry) {
        if (wanted.test(entry)) {
            told.put(entry.key(), new Told(false, entry));
        }
    }

    /** The event for the route; empty if nothing changed for it. */
    synchronized Optional<Change> next(CatalogueEvent event) {
        if (event instanceof Up up) {
            return usable(up.entry());
        }
        if (event instanceof Recovered recovered) {
            return usable(recovered.entry());
        }
        if (event instanceof Moved moved) {
            return usable(moved.after());
        }
        if (event instanceof Stale stale) {
            return stale(stale.entry());
        }
        if (event instanceof Down down) {
            return down(down.entry(), down.reason().name().toLowerCase(Locale.ROOT));
        }
        return Optional.empty();
    }

    private Optional<Change> usable(CatalogueEntry entry) {
        if (!wanted.test(entry)) {
            return down(entry, UNMATCHED);
        }
        Told last = told.put(entry.key(), new Told(false, entry));
        if (last == null) {
            return change(Kind.UP, entry);
        }
        if (!entry.record().endpoints().equals(last.entry.record().endpoints())) {
            return Optional.of(new Change(Kind.MOVED, entry, last.entry, null));
        }
        return last.stale ? change(Kind.UP, entry) : Optional.empty();
    }

    private Optional<Change> stale(CatalogueEntry entry) {
        Told last = told.get(entry.key());
        if (last == null || last.stale) {
            return Optional.empty();
        }
        if (!wanted.test(entry)) {
            return down(entry, UNMATCHED);
        }
        told.put(entry.key(), new Told(true, entry));
        return change(Kind.STALE, entry);
    }

    private Optional<Change> down(CatalogueEntry entry, String reason) {
        Told last = told.remove(entry.key());
        return Optional.ofNullable(last)
                .map(known -> new Change(Kind.DOWN, wanted.test(entry) ? entry : known.entry, null, reason));
    }

    private static Optional<Change> change(Kind kind, CatalogueEntry entry) {
        return Optional.of(new Change(kind, entry, null, null));
    }
}
