package io.cameldiscovery.testing;

import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.LeaseSettings;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.Records;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.TokenAdmission;
import io.cameldiscovery.registry.TokenCheck;
import io.cameldiscovery.registry.api.AdminGate;
import io.cameldiscovery.registry.api.ApiDocument;
import io.cameldiscovery.registry.api.ClientAddress;
import io.cameldiscovery.registry.api.ForgedTokens;
import io.cameldiscovery.registry.api.RegistryHeaders;
import io.cameldiscovery.registry.http.HttpServerSettings;
import io.cameldiscovery.registry.http.LargeBodies;
import io.cameldiscovery.registry.http.LookupAccess;
import io.cameldiscovery.registry.http.RegistryConnections;
import io.cameldiscovery.registry.http.RegistryRouter;
import io.cameldiscovery.registry.http.RegistryServer;
import io.cameldiscovery.registry.http.RequestRates;
import io.cameldiscovery.registry.interop.ConsulCatalogue;
import io.cameldiscovery.registry.interop.PrometheusTargets;
import io.cameldiscovery.registry.interop.RegisteredInstances;
import io.cameldiscovery.registry.interop.ServeConsul;
import io.cameldiscovery.registry.interop.ServePrometheus;
import io.cameldiscovery.registry.lookup.HttpExchange;
import io.cameldiscovery.registry.lookup.LongPolls;
import io.cameldiscovery.registry.lookup.ServeLookups;
import io.cameldiscovery.registry.lookup.WatchLimit;
import io.cameldiscovery.registry.lookup.WatchSettings;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.steps.DropCounters;
import io.cameldiscovery.steps.registry.AwaitDurable;
import io.cameldiscovery.steps.registry.EndLease;
import io.cameldiscovery.steps.registry.GrantLease;
import io.cameldiscovery.steps.registry.LimitForgedTokens;
import io.cameldiscovery.steps.registry.LimitTokens;
import io.cameldiscovery.steps.registry.MatchPath;
import io.cameldiscovery.steps.registry.PaceRegistration;
import io.cameldiscovery.steps.registry.ReadPage;
import io.cameldiscovery.steps.registry.ReadPath;
import io.cameldiscovery.steps.registry.ReportFailure;
import io.cameldiscovery.steps.registry.RequireAdmin;
import io.cameldiscovery.steps.registry.TokenList;
import io.cameldiscovery.steps.registry.VerifyAnnouncements;
import io.cameldiscovery.steps.registry.VerifyStatement;
import io.cameldiscovery.steps.registry.WriteAnswer;
import io.cameldiscovery.steps.registry.WriteStatus;
import io.cameldiscovery.timing.MonotonicClock;
import io.cameldiscovery.token.BearerTokenFile;
import io.cameldiscovery.token.Verdict;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.Main;

/** A registry on a loopback port with the real routes, and a client of it. */
public final class TestRegistry implements AutoCloseable {

    private static final WatchSettings USUAL =
            new WatchSettings(Duration.ofMinutes(1), Duration.ofSeconds(30), 1000, 1000);

    private static final HttpServerSettings UNLIMITED = new HttpServerSettings(
            "127.0.0.1",
            new InetSocketAddress("127.0.0.1", 0),
            1000,
            1000,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            0,
            1,
            0,
            1,
            100_000,
            Set.of());

    private final Main main = new Main();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final int port;
    private final LeaseStore store;
    public final Leases leases;
    public final DropCounters drops = new DropCounters(MonotonicClock.system());

    private final RegistryConnections connections;
    private final WatchLimit watches;
    /** The threads that opened records for filters. */
    public final Set<String> openers = ConcurrentHashMap.newKeySet();

    public TestRegistry(TokenCheck check, LeaseStore store) throws Exception {
        this(check, store, FreePort.tcp());
    }

    public TestRegistry(TokenCheck check, LeaseStore store, int port) throws Exception {
        this(check, store, port, USUAL, null, false, 5);
    }

    /** One that must not look into records. */
    public static TestRegistry encrypting() throws Exception {
        return new TestRegistry(Samples::judge, new MemoryLeaseStore(), FreePort.tcp(), USUAL, null, true, 5);
    }

    /** One with room for as many leases as that, of one service too. */
    public static TestRegistry withRoomFor(int leases) throws Exception {
        return new TestRegistry(Samples::judge, new MemoryLeaseStore(), FreePort.tcp(), USUAL, null, false, leases);
    }

    public TestRegistry(TokenCheck check, LeaseStore store, WatchSettings watching) throws Exception {
        this(check, store, FreePort.tcp(), watching, null, false, 5);
    }

    /** @param adminToken the file with the token of the admin */
    public TestRegistry(TokenCheck check, LeaseStore store, Path adminToken) throws Exception {
        this(check, store, FreePort.tcp(), USUAL, adminToken, false, 5);
    }

    private TestRegistry(
            TokenCheck check,
            LeaseStore store,
            int port,
            WatchSettings watching,
            Path adminToken,
            boolean encrypts,
            int room)
            throws Exception {
        LeaseSettings terms = new LeaseSettings(
                Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(25), 3, room, Math.max(3, room - 2));
        this.port = port;
        this.store = store;
        leases = new Leases(terms, store, MonotonicClock.system(), Clock.systemUTC());
        leases.restore();
        Registry registry = new Registry(leases, Duration.ofSeconds(30), Duration.ofSeconds(7));
        MonotonicClock clock = MonotonicClock.system();
        ClientAddress clients = new ClientAddress(Set.of());
        ForgedTokens forged = new ForgedTokens(clock);
        TokenAdmission admission = new TokenAdmission(check);
        BearerTokenFile admin = adminToken == null ? null : new BearerTokenFile(adminToken, clock::nanos);
        main.bind("registry", registry);
        main.bind("leases", leases);
        main.bind("drains", leases.drains());
        main.bind("limitForgedTokens", new LimitForgedTokens(forged, clients));
        main.bind("readPath", new ReadPath());
        main.bind("verifyAnnouncement", new VerifyStatement(admission, Announcement.class, forged, clients));
        main.bind("verifyGoodbye", new VerifyStatement(admission, Goodbye.class, forged, clients));
        main.bind("matchPath", new MatchPath());
        main.bind("paceRegistration", new PaceRegistration(registry));
        main.bind("grantLease", new GrantLease(registry));
        main.bind("endLease", new EndLease(registry));
        main.bind("awaitDurable", new AwaitDurable(registry));
        main.bind("tokenList", TokenList.mapper());
        main.bind("noTokenList", TokenList.UNREADABLE);
        main.bind("limitTokens", new LimitTokens(20, (source, more) -> {}, clients));
        main.bind("verifyAnnouncements", new VerifyAnnouncements(admission, forged, clients));
        main.bind("requireAdmin", new RequireAdmin(new AdminGate(admin, clock), clients, drops));
        main.bind("readPage", new ReadPage());
        main.bind("writeAnswer", new WriteAnswer());
        main.bind("writeStatus", new WriteStatus());
        main.bind("reportFailure", new ReportFailure(drops));
        RegisteredInstances instances =
                new RegisteredInstances(registry, (service, instance) -> opened(instance.token()));
        watches = new WatchLimit(watching, clients);
        connections = new RegistryConnections(UNLIMITED);
        WorkerExecutor workers = HttpExchange.workers(connections.vertx());
        LongPolls polls = new LongPolls(registry.changes(), watches);
        Records records = encrypts ? null : (service, instance) -> openHere(instance.token());
        RegistryRouter router = new RegistryRouter(
                false,
                new RequestRates(UNLIMITED, clients, clock),
                new LookupAccess(Optional.empty(), false),
                new LargeBodies(UNLIMITED.bulkBody(), clients),
                new ServeLookups(registry, records, watching, watches, polls, workers),
                Optional.of(new ServeConsul(
                        new ConsulCatalogue(instances, "dc1", "test"),
                        registry.changes(),
                        polls,
                        watching.longestWait(),
                        workers)),
                Optional.of(new ServePrometheus(new PrometheusTargets(instances), registry, workers)));
        main.bind("registryServer", new RegistryServer(UNLIMITED, connections, Optional.empty(), router));
        main.bind("trustFile", (Supplier<String>) () -> "there is none");
        main.bind("watchCertificate", (Processor) timer -> {});
        main.bind("watchAuthorities", (Processor) timer -> {});
        main.bind("registryHeaders", new RegistryHeaders());
        main.addInitialProperty("camel.main.routesIncludePattern", "file:routes/registry/*.camel.yaml");
        main.addInitialProperty("camel.main.shutdownTimeout", "5");
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", String.valueOf(port));
        main.addInitialProperty("camel.server.maxBodySize", "16384");
        main.addInitialProperty("camel.server.fileUploadEnabled", "false");
        main.addInitialProperty("discovery.registry.expiry-interval", "20ms");
        main.addInitialProperty("discovery.registry.files-interval", "1m");
        main.addInitialProperty("discovery.registry.dns.used", "false");
        try {
            main.start();
        } catch (Exception failure) {
            close();
            throw failure;
        }
    }

    private Optional<ServiceRecord> openHere(String token) {
        openers.add(Thread.currentThread().getName());
        return open(token);
    }

    /** The stand-ins say nothing of region and metadata, so that follows from the instance id. */
    private static Optional<ServiceRecord> open(String token) {
        String[] words = token.split(" ");
        return words.length < 5
                ? Optional.empty()
                : Optional.of(new ServiceRecord(
                        new ServiceName(words[1]),
                        new InstanceId(words[2]),
                        List.of(Endpoint.parse("http://10.7.0." + words[2].charAt(0) % 32 + ":8080/")),
                        0,
                        new Sequence(1, 1),
                        Samples.NOON,
                        Samples.NOON.plusSeconds(600),
                        ServiceRecord.metadata(Map.of("id", words[2])),
                        "region-" + words[2]));
    }

    public int port() {
        return port;
    }

    /** How many watch now. */
    public int watches() {
        return watches.size();
    }

    public HttpResponse<String> put(String path, String token) throws Exception {
        return send("PUT", path, "application/jwt", BodyPublishers.ofString(token));
    }

    public HttpResponse<String> delete(String path, String token) throws Exception {
        return send("DELETE", path, "application/jwt", BodyPublishers.ofString(token));
    }

    public HttpResponse<String> get(String path) throws Exception {
        return checked(request(path).GET().build());
    }

    /** @param authorization the header of that name, or null for none */
    public HttpResponse<String> administer(String method, String path, String authorization) throws Exception {
        HttpRequest.Builder request = request(path).method(method, BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return checked(request.build());
    }

    public HttpResponse<String> get(String path, String header, String value) throws Exception {
        return checked(request(path).header(header, value).GET().build());
    }

    public CompletableFuture<HttpResponse<String>> ask(String path) {
        return client.sendAsync(request(path).GET().build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> send(String method, String path, String contentType, BodyPublisher body)
            throws Exception {
        HttpRequest request = request(path)
                .header("Content-Type", contentType)
                .method(method, body)
                .build();
        return checked(request);
    }

    /** Every answer is held against the OpenAPI document. */
    private HttpResponse<String> checked(HttpRequest request) throws Exception {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        ApiDocument.INSTANCE.check(request.method(), request.uri(), answer);
        return answer;
    }

    /** What has a route on the server, such as {@code GET /v1/services/{service}}. */
    public Set<String> served() {
        Set<String> served = new TreeSet<>();
        for (VertxPlatformHttpRouter router :
                main.getCamelContext().getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            for (Route route : router.getRoutes()) {
                if (route.methods() != null && route.getPath() != null) {
                    String path = route.getPath().replaceAll(":(\\w+)", "{$1}");
                    route.methods().forEach(method -> served.add(method.name() + " " + path));
                }
            }
        }
        return served;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("X-Secret-Of-The-Client", "do not send me back");
    }

    /** What comes back for a request as it is written here, until the connection ends. */
    public String raw(String request) throws IOException {
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

    @Override
    public void close() {
        main.stop();
        connections.close();
        store.close();
    }
}
