package io.cameldiscovery.registry.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose next request is not complete in time, even if single octets keep arriving. While
 * a request is being answered there is no deadline: clients may wait for a change for long.
 */
final class RequestDeadline extends ChannelDuplexHandler {

    private final Duration requestTimeout;
    private final Duration idleTimeout;
    private final LongAdder cut;
    private boolean receiving;
    private int unanswered;
    /** Whether there is a deadline, and when by {@link System#nanoTime}. */
    private boolean timed;

    private long due;
    /** Checks a deadline that may have moved meanwhile: a timer for each request would cost more than the request. */
    private @Nullable ScheduledFuture<?> check;

    private long checkAt;

    /** @param cut counts the connections that were closed before their first request, or within one */
    RequestDeadline(Duration requestTimeout, Duration idleTimeout, LongAdder cut) {
        this.requestTimeout = requestTimeout;
        this.idleTimeout = idleTimeout;
        this.cut = cut;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        receiving = true;
        within(context, requestTimeout);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        stop();
        super.channelInactive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            receiving = true;
            unanswered++;
            within(context, requestTimeout);
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
            timed = false;
            idleIfDone(context);
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            unanswered = Math.max(0, unanswered - 1);
            idleIfDone(context);
        }
        super.write(context, message, promise);
    }

    /** An answer may be complete before the request is. */
    private void idleIfDone(ChannelHandlerContext context) {
        if (unanswered == 0 && !receiving) {
            within(context, idleTimeout);
        }
    }

    /** RFC 9110 section 15.2: such as "100 Continue", after which the answer is still to come. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void within(ChannelHandlerContext context, Duration time) {
        timed = true;
        due = System.nanoTime() + time.toNanos();
        if (check == null || due - checkAt < 0) {
            checkLater(context);
        }
    }

    private void checkLater(ChannelHandlerContext context) {
        stop();
        checkAt = due;
        check = context.executor().schedule(() -> check(context), due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        check = null;
        if (timed && due - System.nanoTime() <= 0) {
            close(context);
        } else if (timed) {
            checkLater(context);
        }
    }

    private void stop() {
        ScheduledFuture<?> waiting = check;
        if (waiting != null) {
            waiting.cancel(false);
            check = null;
        }
    }

    private void close(ChannelHandlerContext context) {
        if (receiving) {
            cut.increment();
        }
        context.close();
    }
}
