package io.cameldiscovery.registry.interop;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.ChangeIndex;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.WatchKey;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.registry.lookup.BlockingQuery;
import io.cameldiscovery.registry.lookup.CompressedAnswers;
import io.cameldiscovery.registry.lookup.HttpExchange;
import io.cameldiscovery.registry.lookup.LongPolls;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Serves Consul's read API, blocking queries included. */
public final class ServeConsul {

    /** As Consul's documentation has it. */
    private static final Duration USUAL_WAIT = Duration.ofMinutes(5);
    /** These parameters change the result, so ignoring them would be wrong. */
    private static final Set<String> NOT_SPOKEN = Set.of("filter", "node-meta");

    private static final long MAX_CHARACTERS = 16L << 20;
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final ConsulCatalogue catalogue;
    private final ChangeIndex changes;
    private final LongPolls polls;
    private final Duration longestWait;
    private final WorkerExecutor workers;
    private final CompressedAnswers compressed;
    /** All clients woken by one change share an answer, which holds no remaining lease times. */
    private final Cache<Asked, HttpAnswer> answers = Caffeine.newBuilder()
            .maximumWeight(MAX_CHARACTERS)
            .weigher((Asked asked, HttpAnswer answer) -> answer.body().length())
            .expireAfterWrite(FRESH)
            .executor(Runnable::run)
            .build();

    private record Asked(String path, List<String> tags, boolean passing, long index) {}

    /** @param workers for what takes longer than an event loop has */
    public ServeConsul(
            ConsulCatalogue catalogue,
            ChangeIndex changes,
            LongPolls polls,
            Duration longestWait,
            WorkerExecutor workers) {
        this.catalogue = catalogue;
        this.changes = changes;
        this.polls = polls;
        this.longestWait = longestWait;
        this.workers = workers;
        this.compressed = new CompressedAnswers(workers);
    }

    /** {@code GET /v1/agent/self}. */
    public void describeAgent(RoutingContext request) {
        reply(request, WatchKey.RECORDS, catalogue::self);
    }

    /** {@code GET /v1/catalog/services}. */
    public void listServices(RoutingContext request) {
        answer(request, WatchKey.RECORDS, catalogue::services);
    }

    /** {@code GET /v1/catalog/service/<service>}. */
    public void findService(RoutingContext request) {
        ofService(request, service -> catalogue.service(service, tags(request)));
    }

    /** {@code GET /v1/health/service/<service>}. */
    public void checkService(RoutingContext request) {
        ofService(request, service -> catalogue.health(service, tags(request), passing(request)));
    }

    /** What is said of a service. */
    @FunctionalInterface
    private interface Content {
        Object of(ServiceName service);
    }

    private void ofService(RoutingContext request, Content content) {
        ServiceName service;
        try {
            service = new ServiceName(request.pathParam("service"));
        } catch (IllegalArgumentException notName) {
            HttpExchange.refuse(request, Problem.BAD_NAME, String.valueOf(notName.getMessage()));
            return;
        }
        answer(request, WatchKey.of(service), () -> content.of(service));
    }

    private void answer(RoutingContext request, WatchKey key, Supplier<Object> content) {
        if (HttpExchange.refusesContent(request) || refusesParameters(request)) {
            return;
        }
        BlockingQuery wait;
        try {
            wait = BlockingQuery.parse(
                    HttpExchange.parameter(request, "index"),
                    HttpExchange.parameter(request, "wait"),
                    USUAL_WAIT,
                    longestWait);
        } catch (IllegalArgumentException unclear) {
            HttpExchange.refuse(request, Problem.BAD_QUERY, String.valueOf(unclear.getMessage()));
            return;
        }
        polls.answer(request, key, wait, () -> reply(request, key, content));
    }

    private boolean refusesParameters(RoutingContext request) {
        for (String name : NOT_SPOKEN) {
            if (request.queryParams().contains(name)) {
                HttpExchange.refuse(request, Problem.BAD_QUERY, "of Consul's parameters, " + name + " is not spoken");
                return true;
            }
        }
        String datacenter = HttpExchange.parameter(request, "dc");
        if (datacenter != null && !datacenter.isEmpty() && !datacenter.equals(catalogue.datacenter())) {
            HttpExchange.refuse(request, Problem.BAD_QUERY, "the datacenter here is " + catalogue.datacenter());
            return true;
        }
        return false;
    }

    /** A record that was not opened before costs a check of its signature: that is work for another thread. */
    private void reply(RoutingContext request, WatchKey key, Supplier<Object> content) {
        // First the index: a change that comes in between is then seen again, and not missed.
        long index = changes.index(key);
        Asked asked = new Asked(request.normalizedPath(), tags(request), passing(request), index);
        HttpAnswer known = answers.getIfPresent(asked);
        if (known != null) {
            compressed.reply(request, known);
            return;
        }
        workers.executeBlocking(() -> answers.get(asked, first -> answer(content.get(), index)), false)
                .onSuccess(answer -> compressed.reply(request, answer))
                .onFailure(request::fail);
    }

    private static HttpAnswer answer(Object content, long index) {
        return HttpAnswer.ok(content)
                .with("X-Consul-Index", String.valueOf(index))
                .with("X-Consul-KnownLeader", "true")
                .with("X-Consul-LastContact", "0");
    }

    private static List<String> tags(RoutingContext request) {
        return request.queryParams().getAll("tag").stream()
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    /** Without a value it means true. */
    private static boolean passing(RoutingContext request) {
        String passing = HttpExchange.parameter(request, "passing");
        return passing != null && !passing.equals("false") && !passing.equals("0");
    }
}
