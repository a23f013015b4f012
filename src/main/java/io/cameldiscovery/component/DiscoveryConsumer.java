package io.cameldiscovery.component;

import io.cameldiscovery.Node;
import io.cameldiscovery.catalogue.CatalogueEntry;
import io.cameldiscovery.catalogue.CatalogueEvent;
import io.cameldiscovery.catalogue.CatalogueListener;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.selection.InstanceFilter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Makes an exchange of every change of a service, or of all: one after the other, on a thread of its own. */
final class DiscoveryConsumer extends DefaultConsumer {

    private final DiscoveryEndpoint endpoint;
    private final InstanceFilter filter;
    /** Null for all services. */
    private final @Nullable ServiceName service;

    private final EventQueue queue = new EventQueue();
    private final CatalogueListener listener = this::heard;
    private final Story story = new Story();
    private @Nullable ExecutorService thread;

    DiscoveryConsumer(DiscoveryEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.filter = endpoint.filter();
        this.service = endpoint.getService().equals(DiscoveryEndpoint.ALL) ? null : endpoint.name();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        thread = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, "discovery-events");
        story.begin();
        Node node = node();
        node.catalogue().subscribe(listener);
        if (service != null) {
            node.use(service);
        }
        if (endpoint.isInitial()) {
            known(node).forEach(entry -> heard(new CatalogueEvent.Up(entry)));
        }
    }

    @Override
    protected void doStop() throws Exception {
        node().catalogue().unsubscribe(listener);
        if (service != null) {
            node().release(service);
        }
        queue.clear();
        endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(thread);
        super.doStop();
    }

    private List<CatalogueEntry> known(Node node) {
        return service == null ? node.catalogue().live() : node.catalogue().live(service);
    }

    private void heard(CatalogueEvent event) {
        if (service == null || service.equals(event.key().service())) {
            queue.add(event);
            Objects.requireNonNull(thread).execute(this::tellNext);
        }
    }

    private void tellNext() {
        CatalogueEvent event = queue.poll();
        if (event != null && isRunAllowed()) {
            story.next(event).filter(this::isWanted).ifPresent(this::tell);
        }
    }

    private boolean isWanted(Story.Change change) {
        return filter.endpoint(change.entry()).isPresent();
    }

    private void tell(Story.Change change) {
        Exchange exchange = createExchange(false);
        fill(exchange.getMessage(), change);
        try {
            getProcessor().process(exchange);
        } catch (Exception failure) {
            exchange.setException(failure);
        }
        if (exchange.getException() != null) {
            getExceptionHandler()
                    .handleException(
                            "cannot process the change of " + change.entry().key(), exchange, exchange.getException());
        }
        releaseExchange(exchange, false);
    }

    private void fill(Message message, Story.Change change) {
        CatalogueEntry entry = change.entry();
        Endpoint at = filter.endpoint(entry).orElseThrow();
        message.setBody(entry.record());
        message.setHeader(DiscoveryConstants.EVENT, change.kind().name().toLowerCase(Locale.ROOT));
        Headers.describe(message, entry, at.toString(), at.uri().getHost(), at.port(), System.nanoTime());
        Headers.setOrRemove(message, DiscoveryConstants.DOWN_REASON, change.reason());
        Optional<CatalogueEntry> before = Optional.ofNullable(change.before());
        Headers.setOrRemove(
                message,
                DiscoveryConstants.PREVIOUS_URI,
                before.flatMap(filter::endpoint).map(Endpoint::toString).orElse(null));
    }

    private Node node() {
        return endpoint.getComponent().node();
    }
}
