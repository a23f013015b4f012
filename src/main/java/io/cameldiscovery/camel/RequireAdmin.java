package io.cameldiscovery.camel;

import io.cameldiscovery.registry.AdminGate;
import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Outcome;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;
import org.jspecify.annotations.Nullable;

/** Lets a request pass that shows the admin token; answers any other, and ends its route. */
public final class RequireAdmin implements Processor {

    private final AdminGate gate;
    private final Drops drops;

    public RequireAdmin(AdminGate gate, Drops drops) {
        this.gate = gate;
        this.drops = drops;
    }

    @Override
    public void process(Exchange exchange) {
        Message request = exchange.getMessage();
        InetSocketAddress source = source(request);
        // Sent twice, it is a list, and no token.
        String authorization = request.getHeader("Authorization") instanceof String one ? one : null;
        Outcome.Refused refusal = gate.refusal(authorization, source == null ? "" : source.getHostString());
        if (refusal != null) {
            drops.count(refusal.problem().slug(), "an admin request", source);
            HttpReply.write(exchange, HttpAnswer.of(refusal));
            exchange.setRouteStop(true);
        }
    }

    private static @Nullable InetSocketAddress source(Message request) {
        return request.getHeader(VertxPlatformHttpConstants.REMOTE_ADDRESS) instanceof SocketAddress address
                        && address.hostAddress() != null
                ? InetSocketAddress.createUnresolved(address.hostAddress(), Math.max(0, address.port()))
                : null;
    }
}
