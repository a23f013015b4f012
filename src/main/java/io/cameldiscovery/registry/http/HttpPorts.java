package io.cameldiscovery.registry.http;

import io.vertx.core.net.impl.TCPServerBase;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** The ports of a context's HTTP servers. That of management is one of them. */
public final class HttpPorts {

    private HttpPorts() {}

    /**
     * They were free before the start. If another program took one since, Camel says so in the log and goes on without it.
     *
     * @throws PortTakenException if a server does not listen
     */
    public static void requireOpen(CamelContext context) {
        for (VertxPlatformHttpRouter router : context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            if (!(router.getServer().getServer() instanceof TCPServerBase server) || !server.isListening()) {
                boolean main = router.isMainServer();
                throw new PortTakenException("another program took the port of "
                        + (main ? "discovery.registry.port (or camel.server.port)" : "discovery.management.port")
                        + " while this one started: stop it, or set another");
            }
        }
    }
}
