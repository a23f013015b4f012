package io.cameldiscovery.registry.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** Sends an answer that no route makes. */
public final class Answering {

    private Answering() {}

    public static void end(HttpServerResponse response, HttpAnswer answer) {
        begin(response, answer);
        var unused = response.end(answer.body());
    }

    /** @param body that of the answer, in another coding (RFC 9110 section 8.4) */
    public static void end(HttpServerResponse response, HttpAnswer answer, String coding, Buffer body) {
        begin(response, answer);
        var unused = response.putHeader(HttpHeaders.CONTENT_ENCODING, coding).end(body);
    }

    private static void begin(HttpServerResponse response, HttpAnswer answer) {
        response.setStatusCode(answer.status());
        ProtectiveHeaders.set(response.headers());
        answer.headers().forEach(response::putHeader);
    }
}
