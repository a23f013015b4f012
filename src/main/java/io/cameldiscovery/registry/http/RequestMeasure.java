package io.cameldiscovery.registry.http;

import io.vertx.ext.web.RoutingContext;

/** Sees every request at its beginning, to measure it. */
public interface RequestMeasure {

    void begin(RoutingContext request);
}
