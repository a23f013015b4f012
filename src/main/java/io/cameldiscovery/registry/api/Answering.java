package io.cameldiscovery.registry.api;

import io.vertx.core.http.HttpServerResponse;

/** Sends an answer that no route makes. */
public final class Answering {

    private Answering() {}

    public static void end(HttpServerResponse response, HttpAnswer answer) {
        response.setStatusCode(answer.status());
        ProtectiveHeaders.set(response.headers());
        answer.headers().forEach(response::putHeader);
        var unused = response.end(answer.body());
    }
}
