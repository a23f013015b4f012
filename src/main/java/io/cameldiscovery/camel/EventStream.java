package io.cameldiscovery.camel;

import io.cameldiscovery.registry.Changes;
import io.cameldiscovery.registry.Watched;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The events of one client: first all that is shown, unless it knows that, then what is different. Nothing waits for a
 * client that reads slowly: it is told of the difference once it reads again, and is cut off when it does not. All but
 * {@link #stop} and the waking runs on the event loop of its connection.
 *
 * @param <S> what is watched
 */
final class EventStream<S> {

    private static final int QUEUED_OCTETS = 64 * 1024;
    /** How many heartbeats in a row may find the queue full. */
    private static final int PATIENCE = 2;

    private final RoutingContext request;
    private final HttpServerResponse response;
    private final Watched<S> watched;
    private final Context loop;
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable S told;
    private Runnable listenNoMore = () -> {};
    private Runnable whenOver = () -> {};
    private long heartbeats;
    private int missed;
    private boolean over;

    EventStream(RoutingContext request, Watched<S> watched) {
        this.request = request;
        this.response = request.response();
        this.watched = watched;
        this.loop = request.vertx().getOrCreateContext();
    }

    void open(long known, Changes changes, Duration heartbeat, Runnable atItsEnd) {
        whenOver = atItsEnd;
        response.setWriteQueueMaxSize(QUEUED_OCTETS);
        response.closeHandler(gone -> release());
        response.exceptionHandler(gone -> release());
        response.drainHandler(ready -> goOn());
        heartbeats = request.vertx().setPeriodic(heartbeat.toMillis(), beat -> beat());
        listenNoMore = changes.listen(watched.topic(), this::wake);
        S now = watched.look();
        told = now;
        if (watched.index(now) == known) {
            response.write(": nothing has changed\n\n");
        } else {
            write(List.of(watched.all(now)), watched.index(now));
        }
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            loop.runOnContext(now -> goOn());
        }
    }

    private void goOn() {
        if (over || response.writeQueueFull()) {
            // Told when the queue is empty again: the difference from what was told is then as large as ever needed.
            return;
        }
        woken.set(false);
        S before = told;
        S now = watched.look();
        told = now;
        if (before != null) {
            write(watched.between(before, now), watched.index(now));
        }
    }

    /** The last of the events has the id: a client that got only some of them does not know that index. */
    private void write(List<Watched.Event> events, long index) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < events.size(); i++) {
            Watched.Event event = events.get(i);
            text.append("event: ").append(event.name()).append('\n');
            if (i == events.size() - 1) {
                text.append("id: ").append(index).append('\n');
            }
            text.append("data: ").append(event.data()).append("\n\n");
        }
        if (!text.isEmpty()) {
            response.write(text.toString());
        }
    }

    private void beat() {
        if (!response.writeQueueFull()) {
            missed = 0;
            response.write(":\n\n");
        } else if (++missed >= PATIENCE) {
            release();
            var unused = request.request().connection().close();
        }
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
