package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.Registry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Sets the exchange property {@code instance} to the one that the path names. */
public final class ReadPath implements Processor {

    static final String INSTANCE = "instance";

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        exchange.setProperty(INSTANCE, Registry.named(parameter(exchange, "service"), parameter(exchange, "instance")));
    }

    /** A parameter of the path, or nothing if the client also sent a header or query parameter of that name. */
    private static String parameter(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(name) instanceof String value ? value : "";
    }
}
