package io.cameldiscovery.camel;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Crowd;
import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.Topic;
import io.cameldiscovery.registry.Wait;
import io.cameldiscovery.registry.WatchTerms;
import io.cameldiscovery.registry.Watched;
import io.cameldiscovery.registry.WatchedService;
import io.cameldiscovery.registry.WatchedServices;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers lookups: at once, when something has changed, or as a stream of events. Handlers on the router of Camel's HTTP
 * server, since a request that waits in a route holds a thread.
 */
final class ServeLookups {

    private static final Set<String> PARAMETERS = new LinkedHashSet<>(List.of("index", "wait"));
    private static final Duration USUAL_WAIT = Duration.ofSeconds(30);

    private final Registry registry;
    private final WatchTerms terms;
    private final PreparedLookups prepared;
    private final HeldRequests held;
    private final EventStreams streams;

    ServeLookups(Registry registry, WatchTerms terms, Crowd crowd, HeldRequests held) {
        this.registry = registry;
        this.terms = terms;
        this.prepared = new PreparedLookups(registry);
        this.held = held;
        this.streams = new EventStreams(registry.changes(), crowd, terms.heartbeat());
    }

    /** The addresses that {@code routes/registry/serve-registry.camel.yaml} names as served here. */
    void addTo(Router router) {
        router.get("/v1/services").handler(this::list);
        router.get("/v1/services/:service").handler(this::lookUp);
    }

    void stop() {
        streams.stop();
    }

    private void lookUp(RoutingContext request) {
        if (HttpExchange.refusesContent(request)) {
            return;
        }
        ServiceName service;
        try {
            service = new ServiceName(request.pathParam("service"));
        } catch (IllegalArgumentException notName) {
            HttpExchange.refuse(request, Problem.BAD_NAME, String.valueOf(notName.getMessage()));
            return;
        }
        if (request.request().query() == null && !EventStreams.isWanted(request)) {
            answer(request, service);
        } else {
            answer(request, Topic.of(service), watched(service), () -> answer(request, service));
        }
    }

    private Watched<Outcome.Found> watched(ServiceName service) {
        return new WatchedService(service, () -> {
            PreparedLookups.Prepared known = prepared.find(service);
            return known == null ? registry.find(service) : known.found();
        });
    }

    private void answer(RoutingContext request, ServiceName service) {
        PreparedLookups.Prepared known = prepared.find(service);
        if (known == null) {
            long index = registry.changes().index(Topic.of(service));
            reply(request, HttpAnswer.of(registry.lookUp(service.value())).indexed(index));
            return;
        }
        String has = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (has == null) {
            HttpExchange.reply(request, known);
        } else {
            reply(request, known.answer());
        }
    }

    private void list(RoutingContext request) {
        if (!HttpExchange.refusesContent(request)) {
            answer(
                    request,
                    Topic.SERVICES,
                    new WatchedServices(registry::services),
                    () -> reply(request, HttpAnswer.of(registry.services())));
        }
    }

    private void answer(RoutingContext request, Topic topic, Watched<?> watched, Runnable answer) {
        if (HttpExchange.refusesParameters(request, PARAMETERS)) {
            return;
        }
        boolean stream = EventStreams.isWanted(request);
        Wait wait;
        try {
            String index = HttpExchange.parameter(request, "index");
            String last = stream ? lastEvent(request) : null;
            wait = Wait.parse(
                    last == null ? index : last,
                    HttpExchange.parameter(request, "wait"),
                    USUAL_WAIT,
                    terms.longestWait());
        } catch (IllegalArgumentException unclear) {
            HttpExchange.refuse(request, Problem.BAD_QUERY, String.valueOf(unclear.getMessage()));
            return;
        }
        if (stream) {
            streams.open(request, watched, wait.index());
        } else {
            held.answer(request, topic, wait, answer);
        }
    }

    /** An EventSource sends the field empty if no event had an id. */
    private static @Nullable String lastEvent(RoutingContext request) {
        String last = request.request().getHeader("Last-Event-ID");
        return last == null || last.isEmpty() ? null : last;
    }

    private static void reply(RoutingContext request, HttpAnswer answer) {
        HttpExchange.reply(request, answer.unlessMatched(request.request().getHeader(HttpHeaders.IF_NONE_MATCH)));
    }
}
