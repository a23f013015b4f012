package io.cameldiscovery.camel;

import io.cameldiscovery.interop.PrometheusTargets;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.SharedView;
import io.cameldiscovery.registry.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Answers with the targets that Prometheus is to scrape: of all services, or of those that the query names. */
public final class ListTargets implements Processor {

    private static final Duration FRESH = Duration.ofSeconds(5);
    /** A registry of many instances spends no more than a fifth of a core on all who ask. */
    private static final int REST = 4;

    private final PrometheusTargets targets;
    private final SharedView<HttpAnswer> all;

    public ListTargets(PrometheusTargets targets, Registry registry) {
        this.targets = targets;
        this.all = new SharedView<>(
                registry.changes(),
                Topic.RECORDS,
                registry::now,
                FRESH,
                REST,
                () -> HttpAnswer.ok(targets.of(List.of())));
    }

    @Override
    public void process(Exchange exchange) {
        HttpReply.write(exchange, answer(exchange.getMessage().getHeader("service")));
    }

    /** @param asked what the parameter {@code service} said: nothing, a text, or a list if it was there several times */
    private HttpAnswer answer(@Nullable Object asked) {
        List<ServiceName> services;
        try {
            services = names(asked).stream()
                    .map(name -> new ServiceName(String.valueOf(name)))
                    .toList();
        } catch (IllegalArgumentException notName) {
            return HttpAnswer.of(Problem.BAD_NAME, String.valueOf(notName.getMessage()));
        }
        return services.isEmpty() ? all.get() : HttpAnswer.ok(targets.of(services));
    }

    private static Collection<?> names(@Nullable Object asked) {
        if (asked == null) {
            return List.of();
        }
        return asked instanceof Collection<?> several ? several : List.of(asked);
    }
}
