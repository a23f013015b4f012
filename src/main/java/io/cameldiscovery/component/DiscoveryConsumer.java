package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.CatalogueListener;
import io.cameldiscovery.client.InstanceFilter;
import io.cameldiscovery.node.Node;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Sends every change of a service, or of all services, through the route: one at a time, on its own thread. */
final class DiscoveryConsumer extends DefaultConsumer {

    private final DiscoveryEndpoint endpoint;
    private final InstanceFilter filter;
    /** Null for all services. */
    private final @Nullable ServiceName service;

    private @Nullable Hearing hearing;

    DiscoveryConsumer(DiscoveryEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.filter = endpoint.filter();
        this.service = endpoint.getService().equals(DiscoveryEndpoint.ALL) ? null : endpoint.name();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ExecutorService thread = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, "discovery-events");
        hearing = new Hearing(endpoint.getComponent().node(), thread);
        hearing.begin();
    }

    @Override
    protected void doStop() throws Exception {
        Hearing last = hearing;
        hearing = null;
        if (last != null) {
            last.end();
        }
        super.doStop();
    }

    /** From one start of the route to its stop. */
    private final class Hearing {
        private final Node node;
        private final ExecutorService thread;
        private final InstanceEventFilter story =
                new InstanceEventFilter(entry -> filter.endpoint(entry).isPresent());
        private final EventQueue queue;
        private final CatalogueListener listener = this::heard;

        Hearing(Node node, ExecutorService thread) {
            this.node = node;
            this.thread = thread;
            this.queue = new EventQueue(thread, event -> story.next(event).ifPresent(DiscoveryConsumer.this::tell));
        }

        void begin() {
            node.catalogue().subscribe(listener);
            if (service != null) {
                node.use(service);
            }
            queue.addKnown(this::known);
        }

        /** Lets the route finish its current exchange. */
        void end() {
            node.catalogue().unsubscribe(listener);
            queue.close();
            if (service != null) {
                node.release(service);
            }
            endpoint.getCamelContext().getExecutorServiceManager().shutdown(thread);
        }

        private List<CatalogueEvent> known() {
            List<CatalogueEntry> live =
                    service == null ? node.catalogue().live() : node.catalogue().live(service);
            if (!endpoint.isInitial()) {
                live.forEach(story::know);
                return List.of();
            }
            return live.stream()
                    .map(entry -> (CatalogueEvent) new CatalogueEvent.Up(entry))
                    .toList();
        }

        private void heard(CatalogueEvent event) {
            if (service == null || service.equals(event.key().service())) {
                queue.add(event);
            }
        }
    }

    private void tell(InstanceEventFilter.Change change) {
        RouteEvents.send(this, "the change of " + change.entry().key(), message -> fill(message, change));
    }

    private void fill(Message message, InstanceEventFilter.Change change) {
        CatalogueEntry entry = change.entry();
        Endpoint at = filter.endpoint(entry).orElseThrow();
        message.setBody(entry.record());
        message.setHeader(DiscoveryConstants.EVENT, change.kind().word());
        Headers.describe(message, entry, at.toString(), at.uri().getHost(), at.port(), System.nanoTime());
        Headers.setOrRemove(message, DiscoveryConstants.DOWN_REASON, change.reason());
        Headers.setOrRemove(
                message,
                DiscoveryConstants.PREVIOUS_URI,
                Optional.ofNullable(change.before())
                        .flatMap(filter::endpoint)
                        .map(Endpoint::toString)
                        .orElse(null));
    }
}
