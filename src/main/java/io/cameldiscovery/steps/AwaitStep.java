package io.cameldiscovery.steps;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * A step that waits for something without holding a thread. What arrives becomes the body; a time-out fails the
 * exchange with {@link ExchangeTimedOutException}, which redelivery can repeat.
 */
public final class AwaitStep extends AsyncProcessorSupport {

    private final Function<Exchange, CompletionStage<?>> arrival;
    private final Executor then;

    /** The exchange goes on with whoever brings what arrives: for routes without a blocking step. */
    public AwaitStep(Function<Exchange, CompletionStage<?>> arrival) {
        this(arrival, Runnable::run);
    }

    /** @param then where the exchange goes on: what follows in a message flow may block */
    public AwaitStep(Function<Exchange, CompletionStage<?>> arrival, Executor then) {
        this.arrival = arrival;
        this.then = then;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        CompletionStage<?> awaited;
        try {
            awaited = arrival.apply(exchange);
        } catch (RuntimeException failure) {
            exchange.setException(failure);
            callback.done(true);
            return true;
        }
        awaited.whenCompleteAsync(
                (value, failure) -> {
                    if (failure == null) {
                        exchange.getMessage().setBody(value);
                    } else {
                        exchange.setException(asExchangeFailure(exchange, failure));
                    }
                    callback.done(false);
                },
                then);
        return false;
    }

    private static Throwable asExchangeFailure(Exchange exchange, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TimeoutException ? new ExchangeTimedOutException(exchange, 0) : cause;
    }
}
