package io.cameldiscovery.component;

import io.cameldiscovery.record.ServiceName;
import org.apache.camel.Exchange;

/** Nobody offers the service, or none of its instances could be proven. */
public final class ServiceNotFoundException extends DiscoveryException {

    private static final long serialVersionUID = 1L;

    ServiceNotFoundException(ServiceName service, String reason, Exchange exchange) {
        super(service, reason, exchange);
    }
}
