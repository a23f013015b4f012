package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.registry.ChangeIndex;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open streams of server-sent events (HTML standard, section 9.2). Thread-safe. */
final class EventStreams {

    private static final String TYPE = "text/event-stream";
    private static final String ANSWER = "application/json";

    private final ChangeIndex changes;
    private final WatchLimit limit;
    private final Duration heartbeat;
    private final WorkerExecutor workers;
    private final EventTexts texts = new EventTexts();
    private final Set<EventStream<?>> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    EventStreams(ChangeIndex changes, WatchLimit limit, Duration heartbeat, WorkerExecutor workers) {
        this.changes = changes;
        this.limit = limit;
        this.heartbeat = heartbeat;
        this.workers = workers;
    }

    /** Whether the client would rather have events. Vert.x' own reading of the header fails where the header is odd. */
    static boolean isWanted(RoutingContext request) {
        String accept = request.request().getHeader("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains(TYPE) && isPreferred(accept);
    }

    private static boolean isPreferred(String accept) {
        double wanted = QualityValues.of(accept, TYPE).orElse(0);
        return wanted > 0 && wanted >= QualityValues.of(accept, ANSWER).orElse(0);
    }

    /** @param known the index of what the client knows; 0 if it knows nothing */
    <S> void open(RoutingContext request, WatchSource<S> watched, long known) {
        Runnable leave = limit.enter(request);
        if (leave == null) {
            return;
        }
        request.response()
                .setChunked(true)
                .putHeader("Content-Type", TYPE)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                // nginx would hold events back.
                .putHeader("X-Accel-Buffering", "no");
        EventStream<S> stream = new EventStream<>(request, watched, texts, workers);
        streams.add(stream);
        stream.open(known, changes, heartbeat, () -> {
            streams.remove(stream);
            leave.run();
        });
        if (stopped) {
            stream.stop();
        }
    }

    /** Closes all streams when the registry stops. */
    void stop() {
        stopped = true;
        streams.forEach(EventStream::stop);
    }
}
