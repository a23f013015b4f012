package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.CatalogueEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of events for a slow reader, which gets them in order and one at a time. When it is full, older events of the
 * same instance are dropped, so that the latest state of every instance is never lost. Thread-safe.
 */
final class EventQueue {

    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
    private static final int MANY = 10_000;

    private final Executor thread;
    private final Consumer<CatalogueEvent> reader;
    private final ArrayDeque<CatalogueEvent> waiting = new ArrayDeque<>();
    private boolean reading;
    private boolean closed;

    /** @param thread runs the reader; gets one task at a time */
    EventQueue(Executor thread, Consumer<CatalogueEvent> reader) {
        this.thread = thread;
        this.reader = reader;
    }

    synchronized void add(CatalogueEvent event) {
        if (closed) {
            return;
        }
        if (waiting.size() >= MANY) {
            waiting.removeIf(older -> older.key().equals(event.key()));
        }
        waiting.add(event);
        if (!reading) {
            reading = true;
            thread.execute(this::read);
        }
    }

    /**
     * Adds the known instances. Concurrent events follow, so that an instance that is gone does not come up again.
     *
     * @param known lists the known instances; called at once
     */
    synchronized void addKnown(Supplier<List<CatalogueEvent>> known) {
        known.get().forEach(this::add);
    }

    /** Drops all waiting events and ignores later ones. */
    synchronized void close() {
        closed = true;
        waiting.clear();
    }

    synchronized int size() {
        return waiting.size();
    }

    private void read() {
        for (CatalogueEvent event = next(); event != null; event = next()) {
            try {
                reader.accept(event);
            } catch (RuntimeException fault) {
                LOG.warn("Cannot process a change of {}", event.key(), fault);
            }
        }
    }

    private synchronized @Nullable CatalogueEvent next() {
        CatalogueEvent event = waiting.poll();
        reading = event != null;
        return event;
    }
}
