package io.cameldiscovery.steps.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registries that this node may ask, and which one it asks now. Each node has them in an order of its own, so that
 * those who lose one spread over the others. Thread-safe.
 */
public final class Registries {

    private static final Logger LOG = LoggerFactory.getLogger(Registries.class);

    /** Pause before the next registry is asked, longer or shorter by up to half. */
    public static final Duration FAILOVER_DELAY = Duration.ofMillis(50);

    /** A node that stops waits no longer than that for a registry that is gone. */
    public static final Duration GOODBYE_TIMEOUT = Duration.ofMillis(500);

    /** Which registry was asked last: a header does not do, since Camel repeats with the message of the first attempt. */
    private static final String ASKED = "registry.asked";

    /** @param of how many registries there are */
    private record Asked(String url, int of) {}

    private final List<String> urls;
    private final AtomicInteger current = new AtomicInteger();

    /** @param urls base URLs, at least one */
    public Registries(List<String> urls, Random random) {
        ArrayList<String> order = new ArrayList<>(urls);
        Collections.shuffle(order, random);
        this.urls = List.copyOf(order);
    }

    /** Sends the request to the current registry. */
    public void choose(Exchange exchange) {
        String url = urls.get(current.get());
        exchange.setProperty(ASKED, new Asked(url, urls.size()));
        exchange.getMessage().setHeader(Exchange.HTTP_URI, url);
    }

    /** The registry that was chosen did not serve: from now on another is asked, by this request too. */
    public void next(Exchange exchange) {
        String failed = exchange.getProperty(ASKED, Asked.class).url();
        int now = current.get();
        int other = (now + 1) % urls.size();
        // Several requests may find out about the same registry.
        if (urls.get(now).equals(failed) && other != now && current.compareAndSet(now, other)) {
            LOG.info("The registry {} {}; asking {}", failed, RegistryObstacle.of(exchange), urls.get(other));
        }
        choose(exchange);
    }

    /** The URL of the registry that was asked last. */
    static String asked(Exchange exchange) {
        return exchange.getProperty(ASKED, Asked.class).url();
    }

    /** The same, with what it did not do and why. */
    static String obstacle(Exchange exchange) {
        Asked last = exchange.getProperty(ASKED, Asked.class);
        return last.url() + (last.of() > 1 ? ", the last of " + last.of() + "," : "") + " "
                + RegistryObstacle.of(exchange);
    }
}
