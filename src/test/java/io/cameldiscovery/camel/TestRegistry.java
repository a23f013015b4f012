package io.cameldiscovery.camel;

import io.cameldiscovery.interop.ConsulCatalogue;
import io.cameldiscovery.interop.PrometheusTargets;
import io.cameldiscovery.interop.RegisteredInstances;
import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.LeaseStore;
import io.cameldiscovery.registry.LeaseTerms;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.TokenCheck;
import io.cameldiscovery.registry.WatchTerms;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.token.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.main.Main;

/** A registry on a loopback port with the real routes, and a client of it. */
final class TestRegistry implements AutoCloseable {

    private final Main main = new Main();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final int port;
    private final LeaseStore store;
    final Leases leases;
    final RegistryReads reads;

    TestRegistry(TokenCheck check, LeaseStore store) throws Exception {
        this(check, store, new WatchTerms(Duration.ofMinutes(1), Duration.ofSeconds(30), 1000, 1000));
    }

    TestRegistry(TokenCheck check, LeaseStore store, WatchTerms watching) throws Exception {
        LeaseTerms terms = new LeaseTerms(Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(25), 3, 5, 3);
        this.store = store;
        leases = new Leases(terms, store, MonotonicClock.system(), Clock.systemUTC());
        leases.restore();
        Registry registry = new Registry(check, leases, Duration.ofSeconds(30), Duration.ofSeconds(7));
        port = freePort();
        main.bind("registerLease", new RegisterLease(registry));
        main.bind("withdrawLease", new WithdrawLease(registry));
        RegisteredInstances instances = new RegisteredInstances(registry, TestRegistry::opened);
        reads = new RegistryReads(registry, watching, Optional.of(new ConsulCatalogue(instances, "dc1", "test")));
        main.bind("listTargets", new ListTargets(new PrometheusTargets(instances)));
        main.bind("registryReads", reads);
        main.bind("expireLeases", new ExpireLeases(leases));
        main.bind("answerFailure", new AnswerFailure());
        main.bind("registryHeaders", new RegistryHeaders());
        main.bind("strayRequests", new StrayRequests());
        main.addInitialProperty("camel.main.routesIncludePattern", "file:routes/registry/*.camel.yaml");
        main.addInitialProperty("camel.main.shutdownTimeout", "5");
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", String.valueOf(port));
        main.addInitialProperty("camel.server.maxBodySize", "16384");
        main.addInitialProperty("camel.server.fileUploadEnabled", "false");
        main.addInitialProperty("discovery.registry.expiry-interval", "20ms");
        main.addInitialProperty("discovery.registry.dns.used", "false");
        main.addInitialProperty("discovery.registry.prometheus.used", "true");
        main.start();
    }

    int port() {
        return port;
    }

    HttpResponse<String> put(String path, String token) throws Exception {
        return send("PUT", path, "application/jwt", BodyPublishers.ofString(token));
    }

    HttpResponse<String> delete(String path, String token) throws Exception {
        return send("DELETE", path, "application/jwt", BodyPublishers.ofString(token));
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String header, String value) throws Exception {
        return client.send(request(path).header(header, value).GET().build(), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> ask(String path) {
        return client.sendAsync(request(path).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String contentType, BodyPublisher body) throws Exception {
        HttpRequest request = request(path)
                .header("Content-Type", contentType)
                .method(method, body)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("X-Secret-Of-The-Client", "do not send me back");
    }

    /** What comes back for a request as it is written here, until the connection ends. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What the stand-in for a token says of an instance; forged ones say nothing. */
    private static Optional<ServiceRecord> opened(String token) {
        return Samples.judge(token) instanceof Verdict.Trusted trusted
                        && trusted.message() instanceof DiscoveryMessage.Statement statement
                ? Optional.of(statement.record())
                : Optional.empty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        main.stop();
        store.close();
    }
}
