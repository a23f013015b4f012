package io.cameldiscovery.steps.server;

import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.server.Responder;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** The random wait before the answer in the body, in milliseconds. */
public final class AnswerPause extends ExpressionAdapter {

    private final Responder responder;

    public AnswerPause(Responder responder) {
        this.responder = responder;
    }

    @Override
    public Object evaluate(Exchange exchange) {
        Response answer = exchange.getMessage().getBody(Response.class);
        return responder.pauseBeforeAnswer(answer.record().service()).toMillis();
    }
}
