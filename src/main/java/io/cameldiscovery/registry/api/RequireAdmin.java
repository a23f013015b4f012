package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.steps.DropCounters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/** Lets a request pass that shows the admin token; answers any other, and ends its route. */
public final class RequireAdmin implements Processor {

    private final AdminGate gate;
    private final ClientAddress askers;
    private final DropCounters drops;

    public RequireAdmin(AdminGate gate, ClientAddress askers, DropCounters drops) {
        this.gate = gate;
        this.askers = askers;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        InetAddress source = askers.of(exchange);
        Outcome.Refused refusal = gate.refusal(authorization(exchange), source);
        if (refusal != null) {
            drops.count(refusal.problem().slug(), "an admin request", new InetSocketAddress(source, 0));
            HttpReply.write(exchange, HttpAnswer.of(refusal));
            exchange.setRouteStop(true);
        }
    }

    /** From the header itself: Camel's headers hold parameters of the query too, and a token there ends up in logs. */
    private static @Nullable String authorization(Exchange exchange) {
        if (!(exchange.getMessage() instanceof HttpMessage message)) {
            return null;
        }
        List<String> sent = message.getRequest().headers().getAll("Authorization");
        return sent.size() == 1 ? sent.get(0) : null;
    }
}
