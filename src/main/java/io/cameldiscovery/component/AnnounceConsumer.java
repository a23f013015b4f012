package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.Offer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Announces a service while its route runs and its health checks are up, and makes an exchange of every announcement and
 * withdrawal.
 */
final class AnnounceConsumer extends DefaultConsumer {

    /** How long a route may take to hear that its service was withdrawn. */
    private static final long LAST_WORD_MILLIS = 2000;

    private final DiscoveryEndpoint endpoint;
    private final Offer offer;
    private @Nullable Announcement announcement;
    private @Nullable ExecutorService thread;

    AnnounceConsumer(DiscoveryEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.offer = Announcements.offer(
                endpoint.name(),
                Objects.requireNonNull(endpoint.getEndpoints()),
                DiscoveryEndpoint.texts(endpoint.getMetadata()));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ExecutorService own = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, "discovery-announced");
        thread = own;
        RouteHealth health =
                new RouteHealth(endpoint.getCamelContext(), List.of(getRouteId()), endpoint.getHealthChecks());
        announcement = endpoint.getComponent()
                .announcements()
                .add(
                        "route '" + getRouteId() + "'",
                        offer,
                        () -> isStarted() && health.isUp(),
                        announced -> own.execute(() -> tell(announced)));
    }

    @Override
    protected void doStop() throws Exception {
        Announcement last = announcement;
        announcement = null;
        if (last != null) {
            endpoint.getComponent().announcements().remove(last);
        }
        if (thread != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownGraceful(thread, LAST_WORD_MILLIS);
        }
        super.doStop();
    }

    private void tell(boolean announced) {
        RouteEvents.send(this, "the change of " + offer.service(), message -> {
            message.setHeader(DiscoveryConstants.EVENT, announced ? "announced" : "withdrawn");
            message.setHeader(DiscoveryConstants.SERVICE, offer.service().value());
            message.setBody(offer.service().value());
        });
    }
}
