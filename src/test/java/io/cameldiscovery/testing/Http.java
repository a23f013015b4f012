package io.cameldiscovery.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/** The HTTP client of the tests: speaks HTTP/1.1, is patient, and takes any status for an answer. */
public final class Http {

    /** Who needs no certificate shares this one. */
    public static final Http CLIENT = new Http(HttpClient.newBuilder());

    private final HttpClient client;

    private Http(HttpClient.Builder builder) {
        client = builder.version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
    }

    /** One with connections of its own, by TLS. */
    public static Http over(SSLContext tls) {
        return new Http(HttpClient.newBuilder().sslContext(tls));
    }

    /** A request to be filled in; GET if nothing else is said. */
    public static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return send(request(url));
    }

    public HttpResponse<String> post(String url, String body) throws IOException, InterruptedException {
        return send(request(url).POST(BodyPublishers.ofString(body)));
    }

    /** Asks for something that may come late. */
    public CompletableFuture<HttpResponse<String>> ask(String url) {
        return client.sendAsync(request(url).build(), BodyHandlers.ofString());
    }
}
