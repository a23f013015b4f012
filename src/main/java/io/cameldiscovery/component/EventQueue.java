package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.CatalogueEvent;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait for a slow route, in order. When too many wait, older ones of the same instance make room, so that the
 * last word on every instance is never lost. Thread-safe.
 */
final class EventQueue {

    private static final int MANY = 10_000;

    private final ArrayDeque<CatalogueEvent> waiting = new ArrayDeque<>();

    synchronized void add(CatalogueEvent event) {
        if (waiting.size() >= MANY) {
            waiting.removeIf(older -> older.key().equals(event.key()));
        }
        waiting.add(event);
    }

    synchronized @Nullable CatalogueEvent poll() {
        return waiting.poll();
    }

    synchronized void clear() {
        waiting.clear();
    }

    synchronized int size() {
        return waiting.size();
    }
}
