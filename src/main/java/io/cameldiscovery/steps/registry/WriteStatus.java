package io.cameldiscovery.steps.registry;

import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.api.HttpAnswer;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Writes the status and headers of the outcome in the body, which becomes what the JSON shows, or null. Nothing goes back of
 * what the client sent.
 */
public final class WriteStatus implements Processor {

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        message.setBody(write(message).content());
    }

    /** @return the answer of which the status and headers are written */
    static HttpAnswer write(Message message) {
        HttpAnswer answer = HttpAnswer.of(message.getBody(Outcome.class));
        // In the map that is there: a new one costs more than all else here.
        Map<String, Object> headers = message.getHeaders();
        headers.clear();
        headers.putAll(answer.headers());
        headers.put(Exchange.HTTP_RESPONSE_CODE, answer.status());
        return answer;
    }
}
