package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.registry.ChangeIndex;
import io.cameldiscovery.registry.WatchKey;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Requests that are answered on the next change or at their time-out.
 * None of them holds a thread. Thread-safe.
 */
public final class LongPolls {

    private final ChangeIndex changes;
    private final WatchLimit limit;
    private final Set<LongPoll> polls = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    public LongPolls(ChangeIndex changes, WatchLimit limit) {
        this.changes = changes;
        this.limit = limit;
    }

    /**
     * @param query what the client knows
     * @param answer answers the request, on its event loop
     */
    public void answer(RoutingContext request, WatchKey key, BlockingQuery query, Runnable answer) {
        if (!isSame(key, query) || stopped) {
            answer.run();
            return;
        }
        Runnable leave = limit.enter(request);
        if (leave != null) {
            new LongPoll(request, answer, leave).begin(key, query);
        }
    }

    /** Whether the client knows what is shown. Another registry may have given it a higher index. */
    private boolean isSame(WatchKey key, BlockingQuery query) {
        return query.index() != 0 && query.limit().toMillis() > 0 && changes.index(key) == query.index();
    }

    /** Answers all when the registry stops. */
    void stop() {
        stopped = true;
        polls.forEach(LongPoll::wake);
    }

    private final class LongPoll {

        private final RoutingContext request;
        private final Runnable answer;
        private final Runnable leave;
        private final Context loop;
        private final AtomicBoolean over = new AtomicBoolean();
        private Runnable listenNoMore = () -> {};
        private long timer;

        LongPoll(RoutingContext request, Runnable answer, Runnable leave) {
            this.request = request;
            this.answer = answer;
            this.leave = leave;
            this.loop = request.vertx().getOrCreateContext();
        }

        void begin(WatchKey key, BlockingQuery query) {
            polls.add(this);
            request.response().closeHandler(gone -> release());
            timer = request.vertx().setTimer(query.limit().toMillis(), late -> end());
            listenNoMore = changes.listen(key, this::wake);
            // It may have changed just before.
            if (!isSame(key, query) || stopped) {
                end();
            }
        }

        void wake() {
            loop.runOnContext(woken -> end());
        }

        private void end() {
            if (release() && !request.response().closed()) {
                try {
                    answer.run();
                } catch (RuntimeException failure) {
                    request.fail(failure);
                }
            }
        }

        /** @return false if that was done before */
        private boolean release() {
            if (!over.compareAndSet(false, true)) {
                return false;
            }
            polls.remove(this);
            listenNoMore.run();
            request.vertx().cancelTimer(timer);
            leave.run();
            return true;
        }
    }
}
