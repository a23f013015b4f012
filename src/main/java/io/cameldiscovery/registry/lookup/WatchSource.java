package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.registry.WatchKey;
import java.util.List;

/**
 * Content that clients watch as a stream of events.
 *
 * @param <S> what it looks like at one moment
 */
interface WatchSource<S> {

    /** What one is told about. {@code data} is JSON on one line. */
    record Event(String name, String data) {}

    WatchKey key();

    /** The current content. From memory, but may be slow. */
    S look();

    /** Whether others watch the same, so that what is told to one is told to them. */
    boolean isShared();

    /** When that changed last. */
    long index(S seen);

    /** All of it. */
    Event all(S seen);

    /** What is different. */
    List<Event> between(S before, S after);
}
