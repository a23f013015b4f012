package io.cameldiscovery.timing;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where one side waits for the other by key, without a thread: a response waits for its acknowledgment, a probe for
 * its proof. One waiter a key; a second one takes the place of the first. Thread-safe.
 */
public final class PendingReplies<K, V> {

    private final ConcurrentMap<K, CompletableFuture<V>> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final int capacity;

    /** @param capacity how many may wait at once */
    public PendingReplies(ScheduledExecutorService timer, int capacity) {
        this.timer = timer;
        this.capacity = capacity;
    }

    /**
     * What will be offered under that key. Fails with {@link TimeoutException} when nothing is, with
     * {@link CancellationException} when another waiter takes this place, and with
     * {@link RejectedExecutionException} when too many wait already.
     */
    public CompletableFuture<V> await(K key, Duration timeout) {
        CompletableFuture<V> arrival = new CompletableFuture<>();
        if (waiting.size() >= capacity) {
            arrival.completeExceptionally(new RejectedExecutionException("more than " + capacity + " are waiting"));
            return arrival;
        }
        CompletableFuture<V> before = waiting.put(key, arrival);
        if (before != null) {
            before.cancel(false);
        }
        ScheduledFuture<?> end = timer.schedule(
                () -> arrival.completeExceptionally(new TimeoutException()), timeout.toNanos(), TimeUnit.NANOSECONDS);
        arrival.whenComplete((value, failure) -> {
            waiting.remove(key, arrival);
            end.cancel(false);
        });
        return arrival;
    }

    /** Hands a value to whoever waits for that key; false if nobody does. */
    public boolean offer(K key, V value) {
        CompletableFuture<V> arrival = waiting.remove(key);
        return arrival != null && arrival.complete(value);
    }

    /** Whether somebody waits for that key. */
    public boolean isAwaited(K key) {
        return waiting.containsKey(key);
    }

    /** How many wait now. */
    public int size() {
        return waiting.size();
    }
}
