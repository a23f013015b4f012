package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An HTTP server that remembers what it was asked, and answers everything with what it was told. */
public final class FakeRegistry implements AutoCloseable {

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Answer answer = new Answer(404, "{\"type\":\"/problems/unknown-service\"}", Map.of());

    /** What somebody asked for. */
    public record Request(String method, String path, String contentType, String body) {}

    private record Answer(int status, String body, Map<String, String> headers) {}

    public FakeRegistry() {
        this(FreePort.tcp());
    }

    public FakeRegistry(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on answers that. */
    public FakeRegistry answering(int status, String body) {
        answer = new Answer(status, body, Map.of());
        return this;
    }

    /** From now on asks to be left alone for so many seconds. */
    public FakeRegistry busyFor(int seconds) {
        answer = new Answer(
                503, "{\"type\":\"/problems/busy\"}", new TreeMap<>(Map.of("Retry-After", Integer.toString(seconds))));
        return this;
    }

    /** From now on says that it cannot write. */
    public FakeRegistry withoutStoreFor(int seconds) {
        answer = new Answer(
                503,
                "{\"type\":\"/problems/store-unavailable\"}",
                new TreeMap<>(Map.of("Retry-After", Integer.toString(seconds))));
        return this;
    }

    /** From now on serves those tokens as the instances of every service. */
    public FakeRegistry serving(String... tokens) {
        String instances = Arrays.stream(tokens)
                .map(token -> "{\"token\":\"" + token + "\"}")
                .collect(Collectors.joining(","));
        return answering(200, "{\"instances\":[" + instances + "]}");
    }

    public List<Request> requests(String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        Answer given = answer;
        byte[] body = given.body().getBytes(UTF_8);
        given.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(given.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
