package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Registry;
import java.net.InetAddress;
import org.apache.camel.Exchange;

/** Ends the lease of the instance that the path names by the goodbye in the body. */
public final class WithdrawLease extends TokenRequest {

    private final Registry registry;

    public WithdrawLease(Registry registry, ClientAddress askers, ForgedTokens forged) {
        super(askers, forged);
        this.registry = registry;
    }

    @Override
    Outcome outcome(Exchange exchange, InetAddress source) {
        return registry.withdraw(
                HttpReply.body(exchange),
                HttpReply.pathParameter(exchange, "service"),
                HttpReply.pathParameter(exchange, "instance"));
    }
}
