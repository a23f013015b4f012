package io.cameldiscovery.camel;

import io.vertx.core.VertxOptions;

/** The threads of Camel's HTTP server. One waits for each registration, so only as many can share a transaction. */
public final class HttpThreads {

    private static final int REQUESTS_AT_ONCE = 64;

    private HttpThreads() {}

    /** A bean that Camel's HTTP server looks for by its type. */
    public static Object options() {
        return new VertxOptions().setWorkerPoolSize(REQUESTS_AT_ONCE);
    }
}
