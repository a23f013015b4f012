package io.cameldiscovery.registry.http;

import java.util.concurrent.CompletionException;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;

/** Checks the ports of a context's HTTP servers, the management port included. */
public final class HttpPorts {

    private HttpPorts() {}

    /**
     * The ports were free before the start. If another program took one since, Camel only logs that and continues.
     *
     * @throws PortTakenException if a server does not listen
     */
    public static void requireOpen(CamelContext context) {
        for (VertxPlatformHttpRouter router : context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            if (!listens(router.getServer())) {
                throw PortTakenException.ofServer(router.isMainServer());
            }
        }
    }

    /** Starting again fails on a server that is listening, and retries on any other. */
    private static boolean listens(VertxPlatformHttpServer server) {
        try {
            var unused = server.getServer()
                    .listen(server.getConfigurationPort(), server.getHost())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return true;
        } catch (IllegalStateException listening) {
            return true;
        } catch (CompletionException failed) {
            return false;
        }
    }
}
