package io.cameldiscovery.camel;

import io.cameldiscovery.interop.PrometheusTargets;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.HttpAnswer;
import io.cameldiscovery.registry.Problem;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Answers with the targets that Prometheus is to scrape: of all services, or of those that the query names. */
public final class ListTargets implements Processor {

    private final PrometheusTargets targets;

    public ListTargets(PrometheusTargets targets) {
        this.targets = targets;
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
        return HttpAnswer.ok(targets.of(services));
    }

    private static Collection<?> names(@Nullable Object asked) {
        if (asked == null) {
            return List.of();
        }
        return asked instanceof Collection<?> several ? several : List.of(asked);
    }
}
