package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.registry.ChangeIndex;
import io.vertx.core.Context;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The events of one client: first all that is shown, unless it knows that, then what is different. Nothing waits for a
 * client that reads slowly: it is told of the difference once it reads again, and is cut off when it does not. Looking
 * takes a while, so a worker does it; all else but {@link #stop} and the waking runs on the event loop of its
 * connection.
 *
 * @param <S> what is watched
 */
final class EventStream<S> {

    private static final int QUEUED_OCTETS = 64 * 1024;
    /** Heartbeats in a row with a full queue before the stream is closed. */
    private static final int PATIENCE = 2;

    private final RoutingContext request;
    private final HttpServerResponse response;
    private final WatchSource<S> watched;
    private final EventTexts texts;
    private final WorkerExecutor workers;
    private final Context loop;
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable S told;
    private Runnable listenNoMore = () -> {};
    private Runnable whenOver = () -> {};
    private long heartbeats;
    private int missed;
    private boolean looking;
    private boolean over;

    /** What was seen, and what is told of it. */
    private record Sight<S>(S seen, String text) {}

    EventStream(RoutingContext request, WatchSource<S> watched, EventTexts texts, WorkerExecutor workers) {
        this.request = request;
        this.response = request.response();
        this.watched = watched;
        this.texts = texts;
        this.workers = workers;
        this.loop = request.vertx().getOrCreateContext();
    }

    void open(long known, ChangeIndex changes, Duration heartbeat, Runnable atItsEnd) {
        whenOver = atItsEnd;
        response.setWriteQueueMaxSize(QUEUED_OCTETS);
        response.closeHandler(gone -> release());
        response.exceptionHandler(gone -> release());
        response.drainHandler(ready -> goOn());
        heartbeats = request.vertx().setPeriodic(heartbeat.toMillis(), beat -> beat());
        listenNoMore = changes.listen(watched.key(), this::wake);
        look(() -> {
            S now = watched.look();
            boolean same = watched.index(now) == known;
            return new Sight<>(now, same ? ": nothing has changed\n\n" : texts.all(watched, now));
        });
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            loop.runOnContext(now -> goOn());
        }
    }

    private void goOn() {
        S before = told;
        if (over || looking || before == null || response.writeQueueFull()) {
            // Told when it has looked, or the queue is empty again: the difference is then as large as ever needed.
            return;
        }
        woken.set(false);
        look(() -> {
            S now = watched.look();
            return new Sight<>(now, texts.between(watched, before, now));
        });
    }

    private void look(Callable<Sight<S>> sight) {
        looking = true;
        workers.executeBlocking(sight, false).onComplete(looked -> {
            looking = false;
            if (over) {
                return;
            }
            if (looked.failed()) {
                cutOff();
                return;
            }
            told = looked.result().seen();
            if (!looked.result().text().isEmpty()) {
                response.write(looked.result().text());
            }
            if (woken.get()) {
                goOn();
            }
        });
    }

    private void beat() {
        if (!response.writeQueueFull()) {
            missed = 0;
            response.write(":\n\n");
        } else if (++missed >= PATIENCE) {
            cutOff();
        }
    }

    private void cutOff() {
        release();
        var unused = request.request().connection().close();
    }

    /** Ends it properly, from any thread. */
    void stop() {
        loop.runOnContext(now -> {
            if (!over) {
                release();
                response.end(": the registry stops\n\n");
            }
        });
    }

    private void release() {
        if (!over) {
            over = true;
            listenNoMore.run();
            request.vertx().cancelTimer(heartbeats);
            whenOver.run();
        }
    }
}
