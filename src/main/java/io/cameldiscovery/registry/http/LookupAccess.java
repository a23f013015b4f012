package io.cameldiscovery.registry.http;

import io.cameldiscovery.registry.Problem;
import io.cameldiscovery.registry.api.HttpAnswer;
import io.cameldiscovery.token.BearerTokenFile;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who may look up: all, or those who send a bearer token (RFC 6750) or came with a certificate that TLS has verified.
 *
 * @param certificates whether a certificate will do
 */
record LookupAccess(Optional<BearerTokenFile> tokens, boolean certificates) {

    /** What the request is told, or null if it may pass. */
    @Nullable
    HttpAnswer refuse(HttpServerRequest request) {
        if ((tokens.isEmpty() && !certificates) || (certificates && showsCertificate(request))) {
            return null;
        }
        String authorization = request.getHeader("Authorization");
        if (tokens.isPresent()
                && (tokens.get().admits(authorization) || tokens.get().admits(ofConsul(request)))) {
            return null;
        }
        String challenge = "Bearer realm=\"discovery\"";
        return HttpAnswer.of(Problem.LOOKUP_NOT_ALLOWED, "send the token that this registry asks for, or a certificate")
                .with("WWW-Authenticate", authorization == null ? challenge : challenge + ", error=\"invalid_token\"");
    }

    /** Clients of Consul have a header of their own for what is a bearer token to others. */
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
