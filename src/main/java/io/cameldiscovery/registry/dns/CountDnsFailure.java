package io.cameldiscovery.registry.dns;

import io.cameldiscovery.steps.DropCounters;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.jspecify.annotations.Nullable;

/** Counts an answer that could not be sent, where Camel would write a warning for each. */
public final class CountDnsFailure implements ExceptionHandler {

    private final DropCounters drops;

    public CountDnsFailure(DropCounters drops) {
        this.drops = drops;
    }

    @Override
    public void handleException(Throwable failure) {
        drops.countQuietly("dns-unsent");
    }

    @Override
    public void handleException(String message, Throwable failure) {
        drops.countQuietly("dns-unsent");
    }

    @Override
    public void handleException(String message, @Nullable Exchange exchange, Throwable failure) {
        drops.countQuietly("dns-unsent");
    }
}
