package io.cameldiscovery.steps;

import io.cameldiscovery.settings.Settings;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.timing.RateLimit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Matches, and counts, what comes from a source address that sends too much. */
public final class SourceLimit implements Predicate {

    private final RateLimit<InetAddress> limit;
    private final DropCounters drops;

    public SourceLimit(RateLimit<InetAddress> limit, DropCounters drops) {
        this.limit = limit;
        this.drops = drops;
    }

    public static SourceLimit of(Settings settings, MonotonicClock clock, DropCounters drops) {
        return new SourceLimit(
                new RateLimit<>(
                        settings.number("discovery.lan.source-rate", 0, 1e9),
                        settings.number("discovery.lan.source-burst", 1, 1e9),
                        clock),
                drops);
    }

    @Override
    public boolean matches(Exchange exchange) {
        InetSocketAddress sender = MessageContext.sender(exchange);
        if (sender == null || limit.allows(sender.getAddress())) {
            return false;
        }
        drops.count("over-rate", "see discovery.lan.source-rate", sender);
        return true;
    }
}
