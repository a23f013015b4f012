package io.cameldiscovery.timing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Several attempts at the same thing, of which one is enough. */
public final class Race {

    private Race() {}

    /**
     * What the first one arrives with. Fails as the last one does when all have failed, and with a
     * {@link TimeoutException} when there is none.
     */
    public static <T> CompletableFuture<T> first(List<CompletableFuture<T>> runners) {
        CompletableFuture<T> first = new CompletableFuture<>();
        if (runners.isEmpty()) {
            first.completeExceptionally(new TimeoutException());
        }
        AtomicInteger running = new AtomicInteger(runners.size());
        for (CompletableFuture<T> runner : runners) {
            runner.whenComplete((arrived, failure) -> {
                if (failure == null) {
                    first.complete(arrived);
                } else if (running.decrementAndGet() == 0) {
                    first.completeExceptionally(failure);
                }
            });
        }
        return first;
    }
}
