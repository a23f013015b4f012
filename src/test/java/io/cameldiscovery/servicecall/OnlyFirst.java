package io.cameldiscovery.servicecall;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.cloud.ServiceDefinition;
import org.apache.camel.cloud.ServiceFilter;

/** A filter such as somebody on ServiceCall may have. */
@SuppressWarnings("deprecation") // all of org.apache.camel.cloud is
public final class OnlyFirst implements ServiceFilter {

    @Override
    public List<ServiceDefinition> apply(Exchange exchange, List<ServiceDefinition> services) {
        return services.subList(0, Math.min(1, services.size()));
    }
}
