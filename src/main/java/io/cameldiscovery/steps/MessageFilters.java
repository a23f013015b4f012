package io.cameldiscovery.steps;

import io.cameldiscovery.token.Inspection;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Matches, and counts, an opened token whose message one of the node's filters refuses. */
public final class MessageFilters implements Predicate {

    private final List<MessageFilter> filters;
    private final DropCounters drops;

    public MessageFilters(List<MessageFilter> filters, DropCounters drops) {
        this.filters = List.copyOf(filters);
        this.drops = drops;
    }

    @Override
    public boolean matches(Exchange exchange) {
        Inspection.Unverified unverified = exchange.getMessage().getBody(Inspection.Unverified.class);
        InetSocketAddress sender = MessageContext.sender(exchange);
        for (MessageFilter filter : filters) {
            Optional<String> reason = filter.refuse(unverified.message(), sender);
            if (reason.isPresent()) {
                drops.countQuietly(reason.get());
                return true;
            }
        }
        return false;
    }
}
