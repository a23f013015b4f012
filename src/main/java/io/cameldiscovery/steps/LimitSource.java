package io.cameldiscovery.steps;

import io.cameldiscovery.timing.RateLimit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Drops what comes from a source address that sends too much. */
public final class LimitSource implements Processor {

    private final RateLimit<InetAddress> limit;
    private final DropCounters drops;

    public LimitSource(RateLimit<InetAddress> limit, DropCounters drops) {
        this.limit = limit;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        InetSocketAddress sender = MessageContext.sender(exchange);
        if (sender != null && !limit.allows(sender.getAddress())) {
            drops.count("over-rate", "see discovery.lan.source-rate", sender);
            MessageContext.stop(exchange);
        }
    }
}
