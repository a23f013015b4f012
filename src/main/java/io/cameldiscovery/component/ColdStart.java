package io.cameldiscovery.component;

import io.cameldiscovery.client.Question;
import io.cameldiscovery.client.Resolution;
import io.cameldiscovery.client.Road;
import io.cameldiscovery.client.Selector;
import io.cameldiscovery.node.Node;
import io.cameldiscovery.record.ServiceName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Queries the network when no instance is warm: once for all messages that wait for the same service, and again until
 * there is something or their time is over. Thread-safe.
 */
final class ColdStart implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Node node;
    private final Map<Asked, CompletableFuture<Resolution>> running = new ConcurrentHashMap<>();
    private final Set<Wait<?>> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "discovery-cold-start");
        thread.setDaemon(true);
        return thread;
    });

    ColdStart(Node node) {
        this.node = node;
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Asks until something is selected or the time is over. The future completes, never exceptionally by the network,
     * on a thread that must not be held up.
     *
     * @param every true to wait for all that answer within the collect window, false for the first
     * @param selected what is wanted, from what is warm by then; null for nothing yet
     */
    <T> CompletableFuture<Outcome<T>> await(
            Selector selector, Duration timeout, boolean every, Supplier<@Nullable T> selected) {
        long deadline = System.nanoTime() + timeout.toNanos();
        // The first proof is enough, unless it may be of an instance that does not match.
        boolean all = every || !selector.filter().isEmpty();
        return new Wait<>(new Asked(selector.service(), all), deadline, selected).start();
    }

    /** How it ended: something was selected, or what the last answer was; that is null if none came in time. */
    record Outcome<T>(@Nullable T selected, @Nullable Resolution answer) {}

    /** Ends all waits. */
    @Override
    public void close() {
        timer.shutdownNow();
        waiting.forEach(wait -> wait.settle(true));
    }

    private final class Wait<T> {
        private final Asked asked;
        private final long deadline;
        private final Supplier<@Nullable T> selected;
        private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
        private volatile @Nullable Resolution last;

        Wait(Asked asked, long deadline, Supplier<@Nullable T> selected) {
            this.asked = asked;
            this.deadline = deadline;
            this.selected = selected;
        }

        CompletableFuture<Outcome<T>> start() {
            waiting.add(this);
            Future<?> end = timer.schedule(() -> settle(true), left().toNanos(), TimeUnit.NANOSECONDS);
            outcome.whenComplete((how, fault) -> {
                end.cancel(false);
                waiting.remove(this);
            });
            ask();
            return outcome;
        }

        private void ask() {
            if (!outcome.isDone()) {
                share(asked).thenAccept(this::answered);
            }
        }

        private void answered(Resolution answer) {
            last = answer;
            settle(left().compareTo(PAUSE) <= 0);
            if (!outcome.isDone()) {
                timer.schedule(this::ask, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        /** Completes with the current selection, or with none at the time-out. */
        private void settle(boolean over) {
            try {
                T found = selected.get();
                if (found != null || over) {
                    outcome.complete(new Outcome<>(found, last));
                }
            } catch (RuntimeException fault) {
                outcome.completeExceptionally(fault);
            }
        }

        private Duration left() {
            return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        }
    }

    private CompletableFuture<Resolution> share(Asked asked) {
        CompletableFuture<Resolution> mine = new CompletableFuture<>();
        CompletableFuture<Resolution> running = this.running.putIfAbsent(asked, mine);
        if (running != null) {
            return running;
        }
        node.resolve(new Question(asked.service, asked.all, EnumSet.allOf(Road.class)))
                .exceptionally(failure ->
                        new Resolution.NotFound(asked.service, List.of(String.valueOf(failure)), Duration.ZERO))
                .thenAccept(resolution -> {
                    this.running.remove(asked, mine);
                    mine.complete(resolution);
                });
        return mine;
    }

    private record Asked(ServiceName service, boolean all) {}
}
