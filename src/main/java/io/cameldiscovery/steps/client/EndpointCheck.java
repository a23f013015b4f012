package io.cameldiscovery.steps.client;

import io.cameldiscovery.catalogue.ProofKind;
import io.cameldiscovery.lan.StreamClient;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.timing.Race;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Checks whether an endpoint itself answers, as {@code discovery.verification.method} says. Thread-safe. */
public abstract class EndpointCheck {

    /** The values of {@code discovery.verification.method}. */
    public enum Method {
        PROBE,
        TCP,
        HTTP
    }

    /** How long a TCP connection or HTTP request may take. */
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final Set<String> DATAGRAM_SCHEMES = Set.of("udp", "coap", "coaps", "sip", "rtp");

    private EndpointCheck() {}

    public static EndpointCheck of(VerificationSettings settings, StreamClient streams) {
        return switch (settings.method()) {
            case PROBE -> new ProofAlone();
            case TCP -> new TcpConnection(streams, true);
            case HTTP -> new HealthRequest(settings.healthPath());
        };
    }

    /**
     * The check of an endpoint at which a call failed: at least a connection must open, where its URI has a port for
     * one.
     *
     * @param usual the check of all others
     */
    public static EndpointCheck afterFailure(EndpointCheck usual, StreamClient streams) {
        return usual.acceptsProofAlone() ? new TcpConnection(streams, false) : usual;
    }

    /** Whether a proof of the instance is enough. */
    abstract boolean acceptsProofAlone();

    /** How an endpoint that passed counts as proven, given how its instance was. */
    abstract ProofKind kind(ProofKind instanceProof);

    /** Completes if the endpoint answers, fails with an {@link IOException} if it does not. */
    abstract CompletableFuture<Endpoint> passes(Endpoint endpoint);

    /** The first of them that answers; fails with an {@link IOException} when none does. All are tried at once. */
    CompletableFuture<Endpoint> first(List<Endpoint> endpoints) {
        return Race.first(endpoints.stream().map(this::passes).toList());
    }

    private static final class ProofAlone extends EndpointCheck {
        @Override
        boolean acceptsProofAlone() {
            return true;
        }

        @Override
        ProofKind kind(ProofKind instanceProof) {
            return instanceProof;
        }

        @Override
        CompletableFuture<Endpoint> passes(Endpoint endpoint) {
            return CompletableFuture.completedFuture(endpoint);
        }
    }

    private static final class TcpConnection extends EndpointCheck {
        private final StreamClient streams;
        private final boolean portNeeded;

        TcpConnection(StreamClient streams, boolean portNeeded) {
            this.streams = streams;
            this.portNeeded = portNeeded;
        }

        @Override
        boolean acceptsProofAlone() {
            return false;
        }

        @Override
        ProofKind kind(ProofKind instanceProof) {
            return ProofKind.TCP;
        }

        @Override
        CompletableFuture<Endpoint> passes(Endpoint endpoint) {
            if (!portNeeded && !usesTcp(endpoint)) {
                return CompletableFuture.completedFuture(endpoint);
            }
            if (endpoint.port() < 0) {
                return CompletableFuture.failedFuture(new IOException("no port in " + endpoint));
            }
            return streams.connect(endpoint.socketAddress(), TIMEOUT).thenApply(connected -> endpoint);
        }

        private static boolean usesTcp(Endpoint endpoint) {
            return endpoint.port() >= 0
                    && !DATAGRAM_SCHEMES.contains(endpoint.uri().getScheme());
        }
    }

    private static final class HealthRequest extends EndpointCheck {
        private final HttpClient client;
        private final String path;

        HealthRequest(String path) {
            this.client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
            this.path = path;
        }

        @Override
        boolean acceptsProofAlone() {
            return false;
        }

        @Override
        ProofKind kind(ProofKind instanceProof) {
            return ProofKind.HTTP;
        }

        @Override
        CompletableFuture<Endpoint> passes(Endpoint endpoint) {
            URI uri = endpoint.uri().resolve(path);
            if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
                return CompletableFuture.failedFuture(new IOException("not an HTTP endpoint: " + endpoint));
            }
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
            return client.sendAsync(request, BodyHandlers.discarding()).thenCompose(response -> {
                int status = response.statusCode();
                return status >= 200 && status < 400
                        ? CompletableFuture.completedFuture(endpoint)
                        : CompletableFuture.failedFuture(new IOException(uri + " answers " + status));
            });
        }
    }
}
