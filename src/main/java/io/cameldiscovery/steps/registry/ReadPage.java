package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.ServicePage;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Sets the body to the part of a long list that the query wants. */
public final class ReadPage implements Processor {

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        Message message = exchange.getMessage();
        try {
            QueryParameters query = QueryParameters.parse(message.getHeader(Exchange.HTTP_RAW_QUERY, String.class));
            query.requireKnown(ServicePage.PARAMETERS);
            message.setBody(ServicePage.of(query));
        } catch (IllegalArgumentException unclear) {
            throw new RefusedRequestException(Problem.BAD_QUERY, String.valueOf(unclear.getMessage()));
        }
    }
}
