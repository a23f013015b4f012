package io.cameldiscovery.registry.interop;

import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.WatchKey;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.registry.lookup.CompressedAnswers;
import io.cameldiscovery.registry.lookup.HttpExchange;
import io.cameldiscovery.registry.lookup.SharedView;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Answers with the targets that Prometheus is to scrape: of all services, or of those that the query names. */
public final class ServePrometheus {

    private static final Duration FRESH = Duration.ofSeconds(5);
    /** A registry of many instances spends no more than a fifth of a core on all who ask. */
    private static final int REST = 4;

    private static final String SERVICE = "service";

    private final PrometheusTargets targets;
    private final SharedView<HttpAnswer> all;
    private final WorkerExecutor workers;
    private final CompressedAnswers compressed;

    /** @param workers for what takes longer than an event loop has */
    public ServePrometheus(PrometheusTargets targets, Registry registry, WorkerExecutor workers) {
        this.targets = targets;
        this.workers = workers;
        this.compressed = new CompressedAnswers(workers);
        this.all = new SharedView<>(
                registry.changes(),
                WatchKey.RECORDS,
                registry::now,
                FRESH,
                REST,
                () -> HttpAnswer.ok(targets.of(List.of())));
    }

    /** {@code GET /v1/prometheus/targets}. */
    public void listTargets(RoutingContext request) {
        if (HttpExchange.refusesContent(request)) {
            return;
        }
        List<String> names = HttpExchange.read(request, Set.of(SERVICE), query -> query.all(SERVICE));
        if (names == null) {
            return;
        }
        List<ServiceName> services;
        try {
            services = names.stream().map(ServiceName::new).toList();
        } catch (IllegalArgumentException notName) {
            HttpExchange.refuse(request, Problem.BAD_NAME, String.valueOf(notName.getMessage()));
            return;
        }
        workers.executeBlocking(() -> services.isEmpty() ? all.get() : HttpAnswer.ok(targets.of(services)), false)
                .onSuccess(answer -> compressed.reply(request, answer))
                .onFailure(request::fail);
    }
}
