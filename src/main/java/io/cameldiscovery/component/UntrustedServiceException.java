package io.cameldiscovery.component;

import io.cameldiscovery.record.ServiceName;
import org.apache.camel.Exchange;

/** There are answers, but none from a key that may announce the service. */
public final class UntrustedServiceException extends DiscoveryException {

    private static final long serialVersionUID = 1L;

    UntrustedServiceException(ServiceName service, String reason, Exchange exchange) {
        super(service, reason, exchange);
    }
}
