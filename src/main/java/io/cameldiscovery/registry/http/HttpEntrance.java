package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.registry.api.ProtectiveHeaders;
import io.cameldiscovery.token.BearerTokenFile;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;

/**
 * What every request to a registry passes before any route sees it: headers that its answer has in any case, the rate of
 * its source, and whether it may look up. Is in place before the first route is, and opens the server behind the last one.
 */
public final class HttpEntrance extends EventNotifierSupport {

    private static final int BEFORE_ALL_OTHERS = -1000;
    /** Asks for the admin token, so there is no room for that of lookups in the same header. */
    private static final String ADMIN_LIST = "/v1/drains";

    private static final CharSequence HSTS_HEADER = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence HSTS = HttpHeaders.createOptimized("max-age=31536000");

    private final RegistryServer server;
    private final RequestRates rates;
    private final LookupAccess access;
    private final boolean tls;
    private final LongAdder overRate = new LongAdder();
    private @Nullable RequestMeasure measure;

    /**
     * @param lookupTokens what lookups must come with, if anything
     * @param certificates whether a client's certificate will do instead
     * @param tls whether clients come by TLS
     */
    public HttpEntrance(
            RegistryServer server,
            Optional<BearerTokenFile> lookupTokens,
            boolean certificates,
            boolean tls,
            RequestRates rates) {
        this.server = server;
        this.rates = rates;
        this.access = new LookupAccess(lookupTokens, certificates);
        this.tls = tls;
        // Camel then makes no event for each message.
        setIgnoreExchangeEvents(true);
    }

    /** Has all requests counted and timed. To be called before the start. */
    public void measure(RequestMeasure with) {
        measure = with;
    }

    /** Requests that were refused for the rate of their source. */
    public long refusedRequests() {
        return overRate.sum();
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof CamelEvent.CamelContextRoutesStartingEvent
                || event instanceof CamelEvent.CamelContextStartedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof CamelEvent.CamelContextStartedEvent) {
            server.open();
            return;
        }
        var registry = ((CamelEvent.CamelContextRoutesStartingEvent) event)
                .getContext()
                .getRegistry();
        registry.findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .forEach(this::guard);
    }

    private void guard(VertxPlatformHttpRouter router) {
        server.requireMade(router.getServer().getServer());
        var unused = router.route().order(BEFORE_ALL_OTHERS).handler(this::admit);
    }

    private void admit(RoutingContext request) {
        if (HeadRequest.is(request)) {
            HeadRequest.takeAsGet(request);
            return;
        }
        RequestMeasure measuring = measure;
        if (measuring != null) {
            measuring.begin(request);
        }
        protect(request.response().headers());
        boolean lookup = isLookup(request.request().method());
        HttpAnswer refusal = rates.refuse(request.request(), lookup);
        if (refusal != null) {
            overRate.increment();
        } else if (lookup && !ADMIN_LIST.equals(request.request().path())) {
            refusal = access.refuse(request.request());
        }
        if (refusal == null) {
            request.next();
        } else {
            Answering.end(request.response(), refusal);
        }
    }

    /** All that changes something proves by itself that it may. */
    private static boolean isLookup(HttpMethod method) {
        return !method.equals(HttpMethod.PUT)
                && !method.equals(HttpMethod.DELETE)
                && !method.equals(HttpMethod.POST)
                && !method.equals(HttpMethod.PATCH);
    }

    private void protect(MultiMap headers) {
        ProtectiveHeaders.set(headers);
        if (tls) {
            headers.set(HSTS_HEADER, HSTS);
        }
    }
}
