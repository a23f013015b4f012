package io.cameldiscovery.registry.api;

import io.cameldiscovery.registry.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers a request whose route failed, without saying how: that stands in the log. */
public final class AnswerFailure implements Processor {

    @Override
    public void process(Exchange exchange) {
        HttpReply.write(exchange, HttpAnswer.of(Problem.INTERNAL, "its log says why"));
    }
}
