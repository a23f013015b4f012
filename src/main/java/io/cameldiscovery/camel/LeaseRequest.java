package io.cameldiscovery.camel;

import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;

/** A request with a token as body, about the instance that the path names; answered when the registry has an outcome. */
abstract class LeaseRequest extends AsyncProcessorSupport {

    /**
     * Goes on with routes whose lease is durable. The default of {@link CompletableFuture} would start a thread for each
     * request where there are two cores or fewer.
     */
    private static final Executor ANSWERS = answers();

    private static Executor answers() {
        ThreadPoolExecutor answers =
                new ThreadPoolExecutor(2, 2, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "discovery-lease-answers");
                    thread.setDaemon(true);
                    return thread;
                });
        answers.allowCoreThreadTimeOut(true);
        return answers;
    }

    abstract CompletionStage<Outcome> outcome(String token, String service, String instance);

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        CompletableFuture<Outcome> answered = outcome(exchange);
        boolean already = answered.isDone();
        BiConsumer<@Nullable Outcome, @Nullable Throwable> finish = (outcome, failure) -> {
            finish(exchange, outcome, failure);
            callback.done(already);
        };
        // Never on the store's writer thread: the rest of the route must not hold up the next transaction.
        var unused = already ? answered.whenComplete(finish) : answered.whenCompleteAsync(finish, ANSWERS);
        return already;
    }

    /** A failure is a failed future, too: Camel expects an asynchronous processor to throw nothing. */
    private CompletableFuture<Outcome> outcome(Exchange exchange) {
        try {
            String service = HttpReply.pathParameter(exchange, "service");
            String instance = HttpReply.pathParameter(exchange, "instance");
            return outcome(HttpReply.body(exchange), service, instance).toCompletableFuture();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static void finish(Exchange exchange, @Nullable Outcome outcome, @Nullable Throwable failure) {
        if (outcome != null) {
            HttpReply.write(exchange, HttpAnswer.of(outcome));
        } else {
            exchange.setException(failure);
        }
    }
}
