package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.ServicePage;
import io.cameldiscovery.registry.WatchKey;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers lookups: at once, when something has changed, or as a stream of events. No routes, since a request that waits
 * in one holds a thread.
 */
public final class ServeLookups {

    private static final Set<String> OF_INSTANCES = parameters(LookupFilter.PARAMETERS);
    private static final Set<String> OF_SERVICES = parameters(ServicePage.PARAMETERS);
    /** Leases end without a change of the index until they are swept up. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final Duration USUAL_WAIT = Duration.ofSeconds(30);

    private final Registry registry;
    private final @Nullable Records records;
    private final WatchSettings settings;
    private final WorkerExecutor workers;
    private final CompressedAnswers compressed;
    private final PreparedLookups prepared;
    private final SharedView<ServiceListing> services;
    private final LongPolls polls;
    private final EventStreams streams;

    /**
     * @param records for filters; null if they must not look into records
     * @param polls requests that wait here, and perhaps elsewhere
     * @param workers for what takes longer than an event loop has
     */
    public ServeLookups(
            Registry registry,
            @Nullable Records records,
            WatchSettings settings,
            WatchLimit limit,
            LongPolls polls,
            WorkerExecutor workers) {
        this.registry = registry;
        this.records = records;
        this.settings = settings;
        this.workers = workers;
        this.compressed = new CompressedAnswers(workers);
        this.prepared = new PreparedLookups(registry);
        this.services = new SharedView<>(
                registry.changes(),
                WatchKey.SERVICES,
                registry::now,
                FRESH,
                0,
                () -> new ServiceListing(registry.services()));
        this.polls = polls;
        this.streams = new EventStreams(registry.changes(), limit, settings.heartbeat(), workers);
    }

    private static Set<String> parameters(Set<String> own) {
        TreeSet<String> all = new TreeSet<>(own);
        all.addAll(List.of("index", "wait"));
        return all;
    }

    /** Answers all waiting requests when the registry stops. */
    public void stop() {
        polls.stop();
        streams.stop();
    }

    /** {@code GET /v1/services/<service>}. */
    public void findService(RoutingContext request) {
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
            workers.executeBlocking(() -> HttpAnswer.of(filtered(known.found(), filter)), false)
                    .onSuccess(answer -> reply(request, answer))
                    .onFailure(request::fail);
        } else {
            reply(request, HttpAnswer.of(filtered(known.found(), filter)));
        }
    }

    /** {@code GET /v1/services/<service>/instances/<instance>}. */
    public void findInstance(RoutingContext request) {
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
        if (has == null && !CompressedAnswers.isWanted(request, known.body().length())) {
            known.sendTo(request.response());
        } else {
            reply(request, known.answer());
        }
    }

    /** {@code GET /v1/services}. */
    public void listServices(RoutingContext request) {
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
        workers.executeBlocking(() -> services.get().answer(page), false)
                .onSuccess(answer -> reply(request, answer))
                .onFailure(request::fail);
    }

    private void answer(RoutingContext request, WatchKey key, WatchSource<?> watched, Runnable answer) {
        boolean stream = EventStreams.isWanted(request);
        BlockingQuery wait;
        try {
            QueryParameters query = QueryParameters.parse(request.request().query());
            String index = query.one("index");
            String last = stream ? lastEvent(request) : null;
            wait = BlockingQuery.parse(
                    last == null ? index : last, query.one("wait"), USUAL_WAIT, settings.longestWait());
        } catch (IllegalArgumentException unclear) {
            HttpExchange.refuse(request, Problem.BAD_QUERY, String.valueOf(unclear.getMessage()));
            return;
        }
        if (stream) {
            streams.open(request, watched, wait.index());
        } else {
            polls.answer(request, key, wait, answer);
        }
    }

    /** An EventSource sends the field empty if no event had an id. */
    private static @Nullable String lastEvent(RoutingContext request) {
        String last = request.request().getHeader("Last-Event-ID");
        return last == null || last.isEmpty() ? null : last;
    }

    private void reply(RoutingContext request, HttpAnswer answer) {
        compressed.reply(request, answer.unlessMatched(request.request().getHeader(HttpHeaders.IF_NONE_MATCH)));
    }
}
