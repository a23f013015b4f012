package io.cameldiscovery.camel;

import io.cameldiscovery.registry.HttpAnswer;
import java.util.LinkedHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Writes a registry's answer into the exchange of an HTTP request, from which nothing goes back. */
final class HttpReply {

    private HttpReply() {}

    static void write(Exchange exchange, HttpAnswer answer) {
        Message message = exchange.getMessage();
        message.setHeaders(new LinkedHashMap<>(answer.headers()));
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setBody(answer.body());
    }

    /** A parameter of the path, or nothing if the client also sent a header or query parameter of that name. */
    static String pathParameter(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(name) instanceof String value ? value : "";
    }

    static String body(Exchange exchange) {
        String body = exchange.getMessage().getBody(String.class);
        return body == null ? "" : body;
    }
}
