package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.ConcurrencyLimit;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.ServicePage;
import io.cameldiscovery.registry.WatchKey;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.registry.api.HttpExchange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers lookups: at once, when something has changed, or as a stream of events. Handlers on the router of Camel's HTTP
 * server, since a request that waits in a route holds a thread.
 */
public final class ServeLookups {

    private static final Set<String> OF_INSTANCES = parameters(LookupFilter.PARAMETERS);
    private static final Set<String> OF_SERVICES = parameters(ServicePage.PARAMETERS);
    private static final int AFTER_THE_ENTRANCE = -500;
    /** Leases end without a change of the index until they are swept up. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration USUAL_WAIT = Duration.ofSeconds(30);

    private final Registry registry;
    private final @Nullable Records records;
    private final WatchSettings terms;
    private final PreparedLookups prepared;
    private final SharedView<ServiceListing> services;
    private final LongPolls held;
    private final EventStreams streams;

    /** @param records for filters; null if they must not look into records */
    public ServeLookups(
            Registry registry,
            @Nullable Records records,
            WatchSettings terms,
            ConcurrencyLimit crowd,
            ClientAddress askers,
            LongPolls held) {
        this.registry = registry;
        this.records = records;
        this.terms = terms;
        this.prepared = new PreparedLookups(registry);
        this.services = new SharedView<>(
                registry.changes(),
                WatchKey.SERVICES,
                registry::now,
                FRESH,
                0,
                () -> new ServiceListing(registry.services()));
        this.held = held;
        this.streams = new EventStreams(registry.changes(), crowd, askers, terms.heartbeat());
    }

    /** The addresses that {@code routes/registry/serve-registry.camel.yaml} names as served here. */
    public void addTo(Router router) {
        // The one that is asked most is tried first: each route before it costs a comparison of paths.
        router.get("/v1/services/:service").order(AFTER_THE_ENTRANCE).handler(this::lookUp);
        router.get("/v1/services").handler(this::list);
        router.get("/v1/services/:service/instances/:instance").handler(this::lookUpInstance);
    }

    private static Set<String> parameters(Set<String> own) {
        TreeSet<String> all = new TreeSet<>(own);
        all.addAll(List.of("index", "wait"));
        return all;
    }

    public void stop() {
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
            return;
        }
        LookupFilter filter = HttpExchange.read(request, OF_INSTANCES, LookupFilter::of);
        if (filter == null) {
            return;
        } else if (records == null && filter.looksIntoRecords()) {
            HttpExchange.refuse(
                    request,
                    Problem.FILTER_OFF,
                    "this registry encrypts, so it filters by state and limit alone: look at the records yourself");
        } else {
            answer(request, WatchKey.of(service), watched(service, filter), () -> answer(request, service, filter));
        }
    }

    private WatchSource<Outcome.Found> watched(ServiceName service, LookupFilter filter) {
        return new WatchedService(service, filter.isNone(), () -> {
            PreparedLookups.Prepared known = prepared.find(service);
            return filtered(known == null ? registry.find(service) : known.found(), filter);
        });
    }

    private Outcome.Found filtered(Outcome.Found found, LookupFilter filter) {
        return filter.isNone()
                ? found
                : found.with(filter.of(found, records == null ? (service, instance) -> Optional.empty() : records));
    }

    /** Opening many records takes a while, which the event loop has not. */
    private void answer(RoutingContext request, ServiceName service, LookupFilter filter) {
        PreparedLookups.Prepared known = filter.isNone() ? null : prepared.find(service);
        if (known == null) {
            answer(request, service);
        } else if (filter.looksIntoRecords()) {
            HttpExchange.elsewhere(request, () -> HttpAnswer.of(filtered(known.found(), filter)))
                    .onSuccess(answer -> reply(request, answer))
                    .onFailure(request::fail);
        } else {
            reply(request, HttpAnswer.of(filtered(known.found(), filter)));
        }
    }

    private void lookUpInstance(RoutingContext request) {
        if (HttpExchange.refusesContent(request) || HttpExchange.read(request, Set.of(), query -> query) == null) {
            return;
        }
        reply(request, HttpAnswer.of(registry.lookUp(request.pathParam("service"), request.pathParam("instance"))));
    }

    private void answer(RoutingContext request, ServiceName service) {
        PreparedLookups.Prepared known = prepared.find(service);
        if (known == null) {
            long index = registry.changes().index(WatchKey.of(service));
            reply(request, HttpAnswer.of(registry.lookUp(service.value())).indexed(index));
            return;
        }
        String has = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (has == null) {
            known.sendTo(request.response());
        } else {
            reply(request, known.answer());
        }
    }

    private void list(RoutingContext request) {
        if (HttpExchange.refusesContent(request)) {
            return;
        }
        ServicePage page = HttpExchange.read(request, OF_SERVICES, ServicePage::of);
        if (page != null) {
            answer(
                    request,
                    WatchKey.SERVICES,
                    new WatchedServices(() -> services.get().all()),
                    () -> answer(request, page));
        }
    }

    private void answer(RoutingContext request, ServicePage page) {
        ServiceListing listing = services.known();
        HttpAnswer known = listing == null ? null : listing.known(page);
        if (known != null) {
            reply(request, known);
            return;
        }
        HttpExchange.elsewhere(request, () -> services.get().answer(page))
                .onSuccess(answer -> reply(request, answer))
                .onFailure(request::fail);
    }

    private void answer(RoutingContext request, WatchKey topic, WatchSource<?> watched, Runnable answer) {
        boolean stream = EventStreams.isWanted(request);
        BlockingQuery wait;
        try {
            QueryParameters query = QueryParameters.parse(request.request().query());
            String index = query.one("index");
            String last = stream ? lastEvent(request) : null;
            wait = BlockingQuery.parse(last == null ? index : last, query.one("wait"), USUAL_WAIT, terms.longestWait());
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
