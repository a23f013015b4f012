package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.registry.ChangeIndex;
import io.cameldiscovery.registry.ConcurrencyLimit;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.WatchKey;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.registry.api.HttpExchange;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Requests that are answered when something is shown that the client does not know, or when it has waited for long enough.
 * None of them holds a thread. Thread-safe.
 */
public final class LongPolls {

    private final ChangeIndex changes;
    private final ConcurrencyLimit crowd;
    private final ClientAddress askers;
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    public LongPolls(ChangeIndex changes, ConcurrencyLimit crowd, ClientAddress askers) {
        this.changes = changes;
        this.crowd = crowd;
        this.askers = askers;
    }

    /**
     * @param wait what the client knows
     * @param answer answers the request, on its event loop
     */
    public void answer(RoutingContext request, WatchKey topic, BlockingQuery wait, Runnable answer) {
        if (!isSame(topic, wait) || stopped) {
            answer.run();
            return;
        }
        InetAddress source = askers.of(request.request());
        Outcome.Refused refused = crowd.enter(source);
        if (refused != null) {
            HttpExchange.reply(request, HttpAnswer.of(refused));
            return;
        }
        new Held(request, source, answer).hold(topic, wait);
    }

    /** Whether the client knows what is shown. Another registry may have given it a higher index. */
    private boolean isSame(WatchKey topic, BlockingQuery wait) {
        return wait.index() != 0 && wait.limit().toMillis() > 0 && changes.index(topic) == wait.index();
    }

    /** Answers all, since the registry stops. */
    public void stop() {
        stopped = true;
        held.forEach(Held::wake);
    }

    private final class Held {

        private final RoutingContext request;
        private final InetAddress source;
        private final Runnable answer;
        private final Context loop;
        private final AtomicBoolean over = new AtomicBoolean();
        private Runnable listenNoMore = () -> {};
        private long timer;

        Held(RoutingContext request, InetAddress source, Runnable answer) {
            this.request = request;
            this.source = source;
            this.answer = answer;
            this.loop = request.vertx().getOrCreateContext();
        }

        void hold(WatchKey topic, BlockingQuery wait) {
            held.add(this);
            request.response().closeHandler(gone -> release());
            timer = request.vertx().setTimer(wait.limit().toMillis(), late -> end());
            listenNoMore = changes.listen(topic, this::wake);
            // It may have changed just before.
            if (!isSame(topic, wait) || stopped) {
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
            held.remove(this);
            listenNoMore.run();
            request.vertx().cancelTimer(timer);
            crowd.leave(source);
            return true;
        }
    }
}
