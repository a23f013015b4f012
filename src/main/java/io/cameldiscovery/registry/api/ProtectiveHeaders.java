package io.cameldiscovery.registry.api;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** For browsers that somebody lured here: nothing of an answer is to be run, shown in a frame, or told on. */
public final class ProtectiveHeaders {

    private static final CharSequence NOSNIFF_HEADER = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence POLICY_HEADER = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence POLICY =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
    private static final CharSequence REFERRER_HEADER = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence REFERRER = HttpHeaders.createOptimized("no-referrer");

    private ProtectiveHeaders() {}

    public static void set(MultiMap headers) {
        headers.set(NOSNIFF_HEADER, NOSNIFF);
        headers.set(POLICY_HEADER, POLICY);
        headers.set(REFERRER_HEADER, REFERRER);
    }
}
