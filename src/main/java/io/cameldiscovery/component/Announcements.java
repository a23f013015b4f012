package io.cameldiscovery.component;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.node.Node;
import io.cameldiscovery.record.ServiceName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services that routes of this application announce: each by one owner, looked after all the time. Thread-safe. */
final class Announcements implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final long REVIEW_MILLIS = 100;

    private final CamelContext context;
    private final Node node;
    private final ScheduledExecutorService reviewer;
    private final Map<ServiceName, Announcement> byService = new ConcurrentHashMap<>();

    Announcements(CamelContext context, Node node) {
        this.context = context;
        this.node = node;
        this.reviewer =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "discovery-announcements");
        reviewer.scheduleWithFixedDelay(this::review, REVIEW_MILLIS, REVIEW_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Announces that service from now on, while the condition holds.
     *
     * @throws IllegalStateException if another owner announces it
     */
    Announcement add(String owner, Offer offer, BooleanSupplier condition, Consumer<Boolean> changed) {
        Announcement mine = new Announcement(node, owner, offer, condition, changed);
        Announcement other = byService.putIfAbsent(offer.service(), mine);
        if (other != null) {
            throw new IllegalStateException("'" + offer.service() + "' is announced by " + other.owner()
                    + " already: announce it once, with all its endpoints, or under another name");
        }
        if (node.ownInstances().offers(offer.service())) {
            byService.remove(offer.service(), mine);
            throw new IllegalStateException("'" + offer.service() + "' is announced by discovery.service."
                    + offer.service() + ".endpoints already: remove that setting or this announcement");
        }
        return mine;
    }

    /** Withdraws that service, and leaves its name to others. */
    void remove(Announcement announcement) {
        announcement.end();
        byService.remove(announcement.offer().service(), announcement);
    }

    /**
     * The offer that an application describes.
     *
     * @param endpoints URIs separated by commas
     * @throws IllegalArgumentException with a line that says what to write
     */
    static Offer offer(ServiceName service, String endpoints, Map<String, String> metadata) {
        List<EndpointTemplate> templates = Arrays.stream(decoded(endpoints).split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(EndpointTemplate::new)
                .toList();
        return new Offer(service, templates, metadata);
    }

    /** Camel's pipes hand values over percent-encoded; a URI has a colon, what is encoded has none. */
    private static String decoded(String text) {
        return text.contains(":") ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        context.getExecutorServiceManager().shutdownNow(reviewer);
        List.copyOf(byService.values()).forEach(this::remove);
    }

    private void review() {
        for (Announcement announcement : byService.values()) {
            try {
                announcement.review();
            } catch (RuntimeException fault) {
                LOG.warn(
                        "{} cannot withdraw {}",
                        announcement.owner(),
                        announcement.offer().service(),
                        fault);
            }
        }
    }
}
