package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Registry;
import java.net.InetAddress;
import org.apache.camel.Exchange;

/** Registers the instance that the path names by the announcement in the body, and answers with its lease. */
public final class RegisterLease extends TokenRequest {

    private final Registry registry;

    public RegisterLease(Registry registry, ClientAddress askers, ForgedTokens forged) {
        super(askers, forged);
        this.registry = registry;
    }

    @Override
    Outcome outcome(Exchange exchange, InetAddress source) {
        return registry.register(
                HttpReply.body(exchange),
                HttpReply.pathParameter(exchange, "service"),
                HttpReply.pathParameter(exchange, "instance"));
    }
}
