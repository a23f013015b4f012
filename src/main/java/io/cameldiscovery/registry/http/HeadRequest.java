package io.cameldiscovery.registry.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** A request for the headers alone (RFC 9110 section 9.3.2). */
public final class HeadRequest {

    private HeadRequest() {}

    static boolean is(RoutingContext request) {
        return request.request().method().equals(HttpMethod.HEAD);
    }

    /** Begins anew as a GET, whose body Vert.x leaves out then. Events never end: a HEAD gets an answer instead. */
    public static void takeAsGet(RoutingContext request) {
        request.request().headers().remove(HttpHeaders.ACCEPT);
        request.reroute(HttpMethod.GET, request.request().uri());
    }
}
