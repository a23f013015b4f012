package io.cameldiscovery.steps.registry;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.RefusedRequestException;
import io.cameldiscovery.registry.TokenAdmission;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Refuses a statement about another instance than the path names. */
public final class MatchPath implements Processor {

    @Override
    public void process(Exchange exchange) throws RefusedRequestException {
        TokenAdmission.Admitted admitted = exchange.getMessage().getBody(TokenAdmission.Admitted.class);
        admitted.requireAbout(exchange.getProperty(ReadPath.INSTANCE, ServiceRecord.Key.class));
    }
}
