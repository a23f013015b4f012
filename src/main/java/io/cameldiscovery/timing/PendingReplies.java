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
 * Futures for replies that have not arrived yet, by key: a response waits for its acknowledgment, a probe for its
 * proof. One waiter per key: a second one replaces the first. Blocks no thread. Thread-safe.
 */
public final class PendingReplies<K, V> {

    private final ConcurrentMap<K, CompletableFuture<V>> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final int capacity;

    /** @param capacity maximum number of waiters */
    public PendingReplies(ScheduledExecutorService timer, int capacity) {
        this.timer = timer;
        this.capacity = capacity;
    }

    /**
     * The value that {@link #offer} will bring for this key. Fails with {@link TimeoutException} if none comes in time,
     * with {@link CancellationException} if another waiter replaces this one, and with {@link
     * RejectedExecutionException} if too many are waiting already.
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

    /** Hands a value to the waiter for this key; false if there is none. */
    public boolean offer(K key, V value) {
        CompletableFuture<V> arrival = waiting.remove(key);
        return arrival != null && arrival.complete(value);
    }

    /** Whether there is a waiter for this key. */
    public boolean isAwaited(K key) {
        return waiting.containsKey(key);
    }

    /** Current number of waiters. */
    public int size() {
        return waiting.size();
    }
}
