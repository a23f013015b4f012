package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.CatalogueEvent.Down;
import io.cameldiscovery.catalogue.CatalogueEvent.Moved;
import io.cameldiscovery.catalogue.CatalogueEvent.Recovered;
import io.cameldiscovery.catalogue.CatalogueEvent.Stale;
import io.cameldiscovery.catalogue.CatalogueEvent.Up;
import io.cameldiscovery.record.ServiceRecord;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a route was told of each instance, so that what it is told next makes sense: an instance comes up before it moves,
 * grows stale or goes down, and comes up once. Events are told by one thread at a time.
 */
final class Story {

    /** What happened, in the words of the header {@link DiscoveryConstants#EVENT}. */
    enum Kind {
        UP,
        MOVED,
        STALE,
        DOWN
    }

    /**
     * What to tell.
     *
     * @param before with MOVED, the entry as it was
     * @param reason with DOWN, why
     */
    record Change(
            Kind kind,
            CatalogueEntry entry,
            @Nullable CatalogueEntry before,
            @Nullable String reason) {}

    private final Map<ServiceRecord.Key, Kind> told = new ConcurrentHashMap<>();

    /** Nothing was told yet. */
    void begin() {
        told.clear();
    }

    /** What to tell of that event; empty if it is no news. */
    Optional<Change> next(CatalogueEvent event) {
        Kind last = told.get(event.key());
        if (event instanceof Up up) {
            return up(up.entry(), last);
        }
        if (event instanceof Recovered recovered) {
            return up(recovered.entry(), last);
        }
        if (event instanceof Moved moved) {
            told.put(event.key(), Kind.MOVED);
            return last == null
                    ? change(Kind.UP, moved.after())
                    : Optional.of(new Change(Kind.MOVED, moved.after(), moved.before(), null));
        }
        if (event instanceof Stale stale) {
            return last == null || told.put(event.key(), Kind.STALE) == Kind.STALE
                    ? Optional.empty()
                    : change(Kind.STALE, stale.entry());
        }
        if (event instanceof Down down && told.remove(event.key()) != null) {
            String reason = down.reason().name().toLowerCase(Locale.ROOT);
            return Optional.of(new Change(Kind.DOWN, down.entry(), null, reason));
        }
        return Optional.empty();
    }

    private Optional<Change> up(CatalogueEntry entry, @Nullable Kind last) {
        if (last == Kind.UP || last == Kind.MOVED) {
            return Optional.empty();
        }
        told.put(entry.key(), Kind.UP);
        return change(Kind.UP, entry);
    }

    private static Optional<Change> change(Kind kind, CatalogueEntry entry) {
        return Optional.of(new Change(kind, entry, null, null));
    }
}
