package io.cameldiscovery.registry.lookup;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.QueryParameters;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request that a handler on Vert.x' router answers, without a route. */
public final class HttpExchange {

    private static final int READS_AT_ONCE = 8;

    private HttpExchange() {}

    /**
     * Where handlers do what takes longer than an event loop has: on threads of their own, since those of routes may all wait
     * for a store that hangs. They end with their Vert.x.
     */
    public static WorkerExecutor workers(Vertx vertx) {
        return vertx.createSharedWorkerExecutor("discovery-reads", READS_AT_ONCE);
    }

    public static void reply(RoutingContext request, HttpAnswer answer) {
        Answering.end(request.response(), answer);
    }

    public static void refuse(RoutingContext request, Problem problem, String detail) {
        reply(request, HttpAnswer.of(problem, detail));
    }

    /** Whether the request was refused, since content of a GET has no meaning (RFC 9110 section 9.3.1). */
    public static boolean refusesContent(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader("Content-Length");
        if ((length == null || length.equals("0")) && request.getHeader("Transfer-Encoding") == null) {
            return false;
        }
        context.response().putHeader("Connection", "close");
        refuse(context, Problem.TOO_LARGE, "a GET has no content");
        return true;
    }

    /** What the query says, or null if the request was refused: a misspelt parameter must not be ignored. */
    public static <T> @Nullable T read(
            RoutingContext request, Set<String> known, Function<QueryParameters, T> reading) {
        try {
            QueryParameters query = QueryParameters.parse(request.request().query());
            query.requireKnown(known);
            return reading.apply(query);
        } catch (IllegalArgumentException unclear) {
            refuse(request, Problem.BAD_QUERY, String.valueOf(unclear.getMessage()));
            return null;
        }
    }

    /** The first parameter of that name in the query, or null. */
    public static @Nullable String parameter(RoutingContext request, String name) {
        return request.queryParams().get(name);
    }
}
