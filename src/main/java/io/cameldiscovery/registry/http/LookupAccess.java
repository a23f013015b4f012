package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.api.Answering;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.token.BearerTokenFile;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who may use lookups: everybody, or clients with a bearer token (RFC 6750) or a verified TLS certificate.
 *
 * @param tokens the accepted tokens, if lookups need one
 * @param certificates whether a certificate is accepted instead
 */
public record LookupAccess(Optional<BearerTokenFile> tokens, boolean certificates) implements Handler<RoutingContext> {

    /** Needs the admin token, which is sent in the same header. */
    private static final String ADMIN_LIST = "/v1/drains";

    private static final HttpAnswer REFUSED =
            HttpAnswer.of(Problem.LOOKUP_NOT_ALLOWED, "send the token that this registry asks for, or a certificate");

    @Override
    public void handle(RoutingContext request) {
        if (isOpen() || mayPass(request.request())) {
            request.next();
        } else {
            String challenge = "Bearer realm=\"discovery\"";
            boolean none = request.request().getHeader("Authorization") == null;
            Answering.end(
                    request.response(),
                    REFUSED.with("WWW-Authenticate", none ? challenge : challenge + ", error=\"invalid_token\""));
        }
    }

    private boolean isOpen() {
        return tokens.isEmpty() && !certificates;
    }

    private boolean mayPass(HttpServerRequest request) {
        return !isLookup(request)
                || ADMIN_LIST.equals(request.path())
                || (certificates && showsCertificate(request))
                || tokens.filter(file ->
                                file.admits(request.getHeader("Authorization")) || file.admits(ofConsul(request)))
                        .isPresent();
    }

    /** Requests that change something are authorized by their own tokens. */
    static boolean isLookup(HttpServerRequest request) {
        HttpMethod method = request.method();
        return !method.equals(HttpMethod.PUT)
                && !method.equals(HttpMethod.DELETE)
                && !method.equals(HttpMethod.POST)
                && !method.equals(HttpMethod.PATCH);
    }

    /** Consul's clients send the token in a header of their own. */
    private static @Nullable String ofConsul(HttpServerRequest request) {
        String token = request.getHeader("X-Consul-Token");
        return token == null ? null : "Bearer " + token;
    }

    private static boolean showsCertificate(HttpServerRequest request) {
        SSLSession session = request.sslSession();
        try {
            return session != null && session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException none) {
            return false;
        }
    }
}
