package io.cameldiscovery.component;

import io.cameldiscovery.record.ServiceName;
import org.apache.camel.Exchange;

/** Somebody says that he offers the service, but nobody who may. */
public final class UntrustedServiceException extends DiscoveryException {

    private static final long serialVersionUID = 1L;

    UntrustedServiceException(ServiceName service, String reason, Exchange exchange) {
        super(service, reason, exchange);
    }
}
