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
 * Events that wait for a slow reader, who gets them in order and one at a time. When too many wait, older ones of the same
 * instance make room, so that the last word on every instance is never lost. Thread-safe.
 */
final class EventQueue {

    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);
    private static final int MANY = 10_000;

    private final Executor thread;
    private final Consumer<CatalogueEvent> reader;
    private final ArrayDeque<CatalogueEvent> waiting = new ArrayDeque<>();
    private boolean reading;
    private boolean closed;

    /** @param thread where the reader reads; it is given one task at a time */
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
     * Adds what is known by now. What happens meanwhile comes after it, so that nothing that is gone comes up again.
     *
     * @param known looks what is known; called at once
     */
    synchronized void addKnown(Supplier<List<CatalogueEvent>> known) {
        known.get().forEach(this::add);
    }

    /** Forgets what waits; what comes later is ignored. */
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
                LOG.warn("Nobody was told of a change of {}", event.key(), fault);
            }
        }
    }

    private synchronized @Nullable CatalogueEvent next() {
        CatalogueEvent event = waiting.poll();
        reading = event != null;
        return event;
    }
}
