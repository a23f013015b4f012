package io.cameldiscovery.registry.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Writes a registry's answer into the exchange of an HTTP request, from which nothing goes back. */
final class HttpReply {

    private HttpReply() {}

    static void write(Exchange exchange, HttpAnswer answer) {
        Message message = exchange.getMessage();
        // In the map that is there: a new one costs more than all else here.
        Map<String, Object> headers = message.getHeaders();
        headers.clear();
        headers.putAll(answer.headers());
        headers.put(Exchange.HTTP_RESPONSE_CODE, answer.status());
        // Of a text Camel would not know the length, and send it in chunks (RFC 9112 section 7.1).
        message.setBody(ByteBuffer.wrap(answer.body().getBytes(UTF_8)));
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
