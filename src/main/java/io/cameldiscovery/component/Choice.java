package io.cameldiscovery.component;

import io.cameldiscovery.client.Ejections;
import io.cameldiscovery.client.ProvenInstance;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instance that one exchange uses, from its choice until the exchange asks for another or is done. What failed in
 * between and speaks against the address ejects it; so Camel's own error handling, which repeats the step that picks,
 * tells where not to go again.
 */
final class Choice extends SynchronizationAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Choice.class);

    private Exchange exchange;
    private final String property;
    private final Ejections ejections;
    private final CallFailures failures;
    private @Nullable ProvenInstance instance;
    private @Nullable Throwable failedBefore;
    private int repeatedBefore;

    private Choice(Exchange exchange, String property, Ejections ejections, CallFailures failures) {
        this.exchange = exchange;
        this.property = property;
        this.ejections = ejections;
        this.failures = failures;
    }

    /** The choice of that exchange, settled: what it used until now has failed or not. A copy of an exchange has its own. */
    static Choice of(Exchange exchange, String property, Ejections ejections, CallFailures failures) {
        Choice before = exchange.getProperty(property, Choice.class);
        if (before != null && before.exchange == exchange) {
            before.settle(before.newlyCaught());
            return before;
        }
        Choice choice = new Choice(exchange, property, ejections, failures);
        exchange.setProperty(property, choice);
        exchange.getExchangeExtension().addOnCompletion(choice);
        return choice;
    }

    /** From now on the exchange uses that instance. */
    void take(ProvenInstance chosen) {
        instance = chosen;
        failedBefore = caught(exchange);
        repeatedBefore = repeated(exchange);
    }

    /** The message goes on as another exchange, as behind {@code seda}: what happens there counts. */
    @Override
    public void beforeHandover(Exchange target) {
        exchange = target;
        target.setProperty(property, this);
    }

    @Override
    public void onDone(Exchange done) {
        Throwable failure = exchange.getException();
        if (failure == null) {
            settle(newlyCaught());
        } else {
            settle(failure);
        }
    }

    /** What was caught since the choice, if anything. Some libraries throw the same exception again and again. */
    private @Nullable Throwable newlyCaught() {
        Throwable failure = caught(exchange);
        return failure == failedBefore && repeated(exchange) <= repeatedBefore ? null : failure;
    }

    private void settle(@Nullable Throwable failure) {
        ProvenInstance used = instance;
        instance = null;
        if (used == null) {
            return;
        }
        if (failure == null) {
            ejections.succeeded(used);
        } else if (failures.speakAgainst(failure)) {
            Optional<Duration> pause = ejections.failed(used.place());
            pause.ifPresent(time -> LOG.info(
                    "{} failed ({}): not used before it is proven again, nor within {} ms while there are others",
                    used,
                    failure.getClass().getSimpleName(),
                    time.toMillis()));
        }
    }

    private static int repeated(Exchange exchange) {
        Integer counter = exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, Integer.class);
        return counter == null ? 0 : counter;
    }

    private static @Nullable Throwable caught(Exchange exchange) {
        return exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
    }
}
