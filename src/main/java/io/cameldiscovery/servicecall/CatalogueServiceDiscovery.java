package io.cameldiscovery.servicecall;

import io.cameldiscovery.client.ProvenInstance;
import io.cameldiscovery.record.ServiceName;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.cloud.ServiceDefinition;
import org.apache.camel.cloud.ServiceDiscovery;
import org.apache.camel.cloud.ServiceHealth;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stop-gap for Camel's ServiceCall EIP: its services are the instances that {@code discovery:} would pick from. ServiceCall
 * does not tell whether a call succeeded, so nothing that fails here is ejected. Thread-safe.
 */
@SuppressWarnings("deprecation") // all of org.apache.camel.cloud is
public class CatalogueServiceDiscovery implements ServiceDiscovery, CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogueServiceDiscovery.class);

    private @Nullable CamelContext context;
    private @Nullable ProducerTemplate template;
    private long timeout = 5000;

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(@Nullable CamelContext camelContext) {
        context = camelContext;
    }

    public long getTimeout() {
        return timeout;
    }

    /** How many milliseconds a message waits at most when no instance is known and proven. */
    public void setTimeout(long timeout) {
        this.timeout = timeout;
    }

    /**
     * The instances that may be used now; empty if there are none.
     *
     * @throws IllegalArgumentException if that is no name of a service
     */
    @Override
    public List<ServiceDefinition> getServices(String name) {
        ServiceName service = new ServiceName(name);
        // The template keeps the endpoint's producer, and that keeps the service warm.
        Exchange answer = template()
                .request("discovery:" + service + "?body=INSTANCES&onNone=CONTINUE&timeout=" + timeout, exchange -> {});
        if (answer.getException() != null) {
            throw RuntimeCamelException.wrapRuntimeCamelException(answer.getException());
        }
        List<?> instances = answer.getMessage().getBody(List.class);
        if (instances.isEmpty()) {
            LOG.info("No service for ServiceCall: {}", answer.getMessage().getHeader("CamelDiscoveryReason"));
        }
        return instances.stream()
                .map(instance -> (ServiceDefinition) new Definition((ProvenInstance) instance))
                .toList();
    }

    private synchronized ProducerTemplate template() {
        ProducerTemplate running = template;
        if (running == null) {
            CamelContext camel = Objects.requireNonNull(context, "CatalogueServiceDiscovery needs a Camel context");
            running = camel.createProducerTemplate();
            stopWith(camel, running);
            template = running;
        }
        return running;
    }

    private static void stopWith(CamelContext camel, ProducerTemplate template) {
        try {
            camel.addService(template);
        } catch (Exception failure) {
            throw RuntimeCamelException.wrapRuntimeCamelException(failure);
        }
    }

    /** An instance in the words of ServiceCall. */
    private record Definition(ProvenInstance instance) implements ServiceDefinition {

        @Override
        public String getId() {
            return instance.getInstance();
        }

        @Override
        public String getName() {
            return instance.getService();
        }

        @Override
        public String getHost() {
            return instance.getHost();
        }

        @Override
        public int getPort() {
            return instance.getPort();
        }

        /** What cannot be proven is no service at all. */
        @Override
        public ServiceHealth getHealth() {
            return new ServiceHealth() {};
        }

        /** The metadata of the record, and under the keys of ServiceCall the path, scheme and region. */
        @Override
        public Map<String, String> getMetadata() {
            URI uri = instance.endpoint().uri();
            Map<String, String> metadata = new HashMap<>(instance.getMetadata());
            metadata.keySet().removeIf(key -> key.startsWith(SERVICE_META_PREFIX));
            metadata.put(SERVICE_META_PROTOCOL, uri.getScheme());
            if (uri.getRawPath() != null && uri.getRawPath().length() > 1) {
                metadata.put(SERVICE_META_PATH, uri.getRawPath());
            }
            String region = instance.getRegion();
            if (region != null) {
                metadata.put(SERVICE_META_ZONE, region);
            }
            return Map.copyOf(metadata);
        }
    }
}
