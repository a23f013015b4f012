package io.cameldiscovery.component;

import io.cameldiscovery.record.ServiceName;
import org.apache.camel.Exchange;

/** There are instances of the service, but none matches the endpoint's filter. */
public final class NoMatchingInstanceException extends DiscoveryException {

    private static final long serialVersionUID = 1L;

    NoMatchingInstanceException(ServiceName service, String reason, Exchange exchange) {
        super(service, reason, exchange);
    }
}
