package io.cameldiscovery.catalogue;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to the listeners, in the order in which they were posted. Posting never waits; whoever delivers first
 * goes on until nothing is left, so that listeners hear one event at a time and hold up no lock.
 */
final class EventDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);
    private static final int MAX_WAITING_CONFLICTS = 1_000;

    private final List<CatalogueListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<CatalogueEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingConflicts = new AtomicInteger();
    private final AtomicInteger deliveries = new AtomicInteger();

    void subscribe(CatalogueListener listener) {
        listeners.add(listener);
    }

    void unsubscribe(CatalogueListener listener) {
        listeners.remove(listener);
    }

    void post(CatalogueEvent event) {
        events.add(event);
    }

    /** A conflict is dropped while 1,000 others wait: strangers cause them, and one looks like the next. */
    void report(CatalogueEvent.Conflict conflict) {
        if (waitingConflicts.get() < MAX_WAITING_CONFLICTS) {
            waitingConflicts.incrementAndGet();
            events.add(conflict);
        }
    }

    void deliver() {
        if (deliveries.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            deliverWaiting();
            seen = deliveries.addAndGet(-seen);
        } while (seen != 0);
    }

    private void deliverWaiting() {
        for (CatalogueEvent event = events.poll(); event != null; event = events.poll()) {
            if (event instanceof CatalogueEvent.Conflict) {
                waitingConflicts.decrementAndGet();
            }
            for (CatalogueListener listener : listeners) {
                tell(listener, event);
            }
        }
    }

    private static void tell(CatalogueListener listener, CatalogueEvent event) {
        try {
            listener.on(event);
        } catch (Throwable fault) {
            LOG.warn("A listener failed on {} of {}", event.getClass().getSimpleName(), event.key(), fault);
        }
    }
}
