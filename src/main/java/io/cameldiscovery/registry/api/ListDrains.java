package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.ServicePage;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Answers with the instances that are out of use, or with the part of them that the query names. */
public final class ListDrains implements Processor {

    private final Registry registry;

    public ListDrains(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void process(Exchange exchange) {
        HttpReply.write(exchange, answer(exchange.getMessage().getHeader(Exchange.HTTP_RAW_QUERY, String.class)));
    }

    private HttpAnswer answer(@Nullable String rawQuery) {
        try {
            QueryParameters query = QueryParameters.parse(rawQuery);
            query.requireKnown(ServicePage.PARAMETERS);
            return HttpAnswer.of(registry.drains(ServicePage.of(query)));
        } catch (IllegalArgumentException unclear) {
            return HttpAnswer.of(Problem.BAD_QUERY, String.valueOf(unclear.getMessage()));
        }
    }
}
