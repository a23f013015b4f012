package io.cameldiscovery.timing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Several attempts of which the first success counts. */
public final class Race {

    private Race() {}

    /**
     * The result of the first to succeed. If all fail, fails like the last of them; with an empty list, fails with a
     * {@link TimeoutException}.
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
