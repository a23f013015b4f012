package io.cameldiscovery.steps.server;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.CamelContextStoppingEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the route {@code say-goodbye} when the node stops, while its routes still run. */
public final class GoodbyeOnStop extends EventNotifierSupport {

    private static final Logger LOG = LoggerFactory.getLogger(GoodbyeOnStop.class);

    public GoodbyeOnStop() {
        // Camel then makes no event for each message.
        setIgnoreExchangeEvents(true);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelContextStoppingEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        CamelContext context = ((CamelContextStoppingEvent) event).getContext();
        if (context.getRoute("say-goodbye") == null) {
            return;
        }
        try (ProducerTemplate template = context.createProducerTemplate()) {
            template.sendBody("direct:say-goodbye", "");
        } catch (Exception unsaid) {
            LOG.info("Stopped without a goodbye: {}", unsaid.toString());
        }
    }
}
