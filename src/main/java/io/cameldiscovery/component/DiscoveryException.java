package io.cameldiscovery.component;

import io.cameldiscovery.record.ServiceName;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;

/** No instance of a service is available. The subclass says why, the message what to do. */
public abstract class DiscoveryException extends CamelExchangeException {

    private static final long serialVersionUID = 1L;

    private final String service;
    private final String reason;

    DiscoveryException(ServiceName service, String reason, Exchange exchange) {
        super(reason, exchange);
        this.service = service.value();
        this.reason = reason;
    }

    /** The name of the service that was asked for. */
    public final String service() {
        return service;
    }

    /** The message without what Camel adds to it. */
    public final String reason() {
        return reason;
    }
}
