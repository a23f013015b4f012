package io.cameldiscovery.steps.client;

import io.cameldiscovery.registry.http.OutOfReach;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Describes a registry's failure, in words that follow its URL. */
final class RegistryObstacle {

    private static final String AUTHORITY = "discovery.registry.authority-file";
    private static final String CERTIFICATE = "discovery.registry.certificate-file";

    private RegistryObstacle() {}

    /** That of the request that failed last. */
    static String of(Exchange exchange) {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (failure instanceof HttpOperationFailedException refusal) {
            return refusal(refusal.getStatusCode());
        } else if (failure instanceof NoRegistryException none) {
            return "cannot serve (" + none.getMessage() + ")";
        }
        return "is out of reach (" + OutOfReach.because(failure, AUTHORITY, CERTIFICATE) + ")";
    }

    /** Of a lookup: what becomes of a registration, a registry says itself. */
    private static String refusal(int status) {
        return switch (status) {
            case 401 ->
                "refused the lookup (401: it wants a token that it knows, see"
                        + " discovery.registry.lookup-token-file, or a certificate)";
            case 403 -> "refused the lookup (403: this node must not look up there)";
            case 429 -> "refused the lookup (429: too many requests come from this address)";
            default -> (status < 500 ? "refused the lookup" : "cannot serve") + " (it answers " + status + ")";
        };
    }
}
