package io.cameldiscovery.steps.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.lookup.EventReader;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class ServeRegistryPropertyTest {

    private static TestRegistry registry;

    @BeforeContainer
    static void start() throws Exception {
        registry = new TestRegistry(Samples::judge, new MemoryLeaseStore());
    }

    @AfterContainer
    static void stop() {
        registry.close();
    }

    @Property
    void answersAnyBodyWithAProblemOfTheClients(@ForAll byte[] body) throws Exception {
        for (String method : new String[] {"PUT", "DELETE"}) {
            assertHarmless(registry.send(
                    method, "/v1/services/orders/instances/a", "application/jwt", BodyPublishers.ofByteArray(body)));
        }
    }

    @Property
    void answersAnyListOfTokensWithResultsOrAProblemOfTheClients(@ForAll byte[] octets, @ForAll String body)
            throws Exception {
        for (BodyPublisher any : List.of(BodyPublishers.ofByteArray(octets), BodyPublishers.ofString(body))) {
            assertHarmless(registry.send("POST", "/v1/leases", "application/json", any));
        }
        assertHarmless(registry.send(
                "POST",
                "/v1/leases",
                "application/json",
                BodyPublishers.ofString(new JsonMapper().writeValueAsString(List.of(body)))));
    }

    @Property
    void answersAnyPathWithAProblemOfTheClients(
            @ForAll("methods") String method, @ForAll("paths") String path, @ForAll("types") String type)
            throws Exception {
        assertHarmless(registry.send(method, path, type, BodyPublishers.ofString("no token")));
    }

    /** Requests that wait would slow the test down: none may wait for longer than a moment. */
    @Property
    void answersAnyQueryWithAProblemOfTheClientsOrAsIfThereWereNone(
            @ForAll("reads") String path,
            @ForAll("parameters") String first,
            @ForAll("values") String value,
            @ForAll("parameters") String second,
            @ForAll("values") String other,
            @ForAll("values") String tag)
            throws Exception {
        String query = "?" + first + "=" + value + "&" + second + "=" + other + "&wait=1ms";

        // Java's own client sends no such thing.
        assertThat(registry.raw("GET " + path + query + " HTTP/1.1\r\nHost: r\r\nIf-None-Match: " + tag
                        + "\r\nConnection: close\r\n\r\n"))
                .matches("(?s)HTTP/1.1 (200|304|400|404) .*")
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
    }

    @Property
    void opensAStreamOrRefusesAnyLastEventId(@ForAll("values") String id, @ForAll("values") String index)
            throws Exception {
        try (EventReader events =
                new EventReader(registry.port(), "/v1/services/orders?index=" + index, "Last-Event-ID: " + id)) {
            assertThat(events.status()).matches("HTTP/1.1 (200|400) .*");
        }
    }

    @Property
    void answersWhateverAClientAccepts(@ForAll("lists") String odd) throws Exception {
        String accept = "Accept: text/event-stream" + odd;
        try (EventReader events = new EventReader(registry.port(), "/v1/services", accept)) {
            assertThat(events.status()).matches("HTTP/1.1 (200|400) .*");
        }
    }

    /** Vert.x takes these apart by itself. */
    @Property
    void answersWhateverTheHeadersAre(
            @ForAll("headers") String header, @ForAll("lists") String odd, @ForAll("requests") String request)
            throws Exception {
        assertThat(registry.raw(request + " HTTP/1.1\r\nHost: r\r\nContent-Length: 0\r\n" + header + ": a/b" + odd
                        + "\r\nConnection: close\r\n\r\n"))
                .matches("(?s)HTTP/1.1 (200|400|415) .*");
    }

    @Provide
    Arbitrary<String> lists() {
        return Arbitraries.strings()
                .withChars(' ', ',', ';', '=', '"', '*', '/', 'q', '.', '0', '9', '-')
                .ofMaxLength(30);
    }

    @Provide
    Arbitrary<String> headers() {
        return Arbitraries.of(
                "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Content-Type", "Cookie");
    }

    @Provide
    Arbitrary<String> requests() {
        return Arbitraries.of(
                "GET /v1/openapi.yaml", "GET /v1/agent/self", "PUT /v1/services/a/instances/b", "POST /v1/leases");
    }

    @Provide
    Arbitrary<String> reads() {
        return Arbitraries.of(
                "/v1/services",
                "/v1/services/orders",
                "/v1/catalog/services",
                "/v1/catalog/service/orders",
                "/v1/health/service/orders",
                "/v1/agent/self",
                "/v1/prometheus/targets");
    }

    @Provide
    Arbitrary<String> parameters() {
        return Arbitraries.of(
                "index", "wait", "service", "tag", "passing", "dc", "filter", "node-meta", "stale", "%zz", "%00", "");
    }

    /** Also what is no text once it is decoded. */
    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> odd = Arbitraries.of(
                "0",
                "1",
                "-1",
                "999999999999999999",
                "9999999999999999999",
                "1e3",
                "1ms",
                "%zz",
                "%ff%fe",
                "%00",
                "W/%22",
                "*",
                "orders",
                "a%20b",
                "%F0%9F%90%AB",
                "");
        return Arbitraries.oneOf(
                odd, Arbitraries.strings().withCharRange('a', 'z').numeric().ofMaxLength(25));
    }

    @Property
    void survivesAnyOctets(@ForAll byte[] octets) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", registry.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(octets);
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer)
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ")
                    .doesNotStartWith("HTTP/1.1 5");
        }
        assertThat(registry.get("/v1/services").statusCode()).isEqualTo(200);
    }

    @Provide
    Arbitrary<String> methods() {
        return Arbitraries.of("GET", "PUT", "DELETE", "POST", "PATCH", "OPTIONS", "HEAD", "TRACE", "NONSENSE");
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(
                "application/jwt",
                "application/jwt; charset=nonsense",
                "text/plain",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                ";;;");
    }

    @Provide
    Arbitrary<String> paths() {
        Arbitrary<String> segment = Arbitraries.of(
                "v1",
                "services",
                "instances",
                "orders",
                "a",
                "..",
                ".",
                "",
                "%2e%2e",
                "%00",
                "%ff",
                "%C3%A4",
                "%2F",
                "%25",
                "*",
                ":service",
                "x".repeat(300),
                "?service=a",
                "?instance=b&instance=c");
        Arbitrary<String> any = segment.list().ofMaxSize(6).map(segments -> "/" + String.join("/", segments));
        Arbitrary<String> near =
                segment.list().ofMaxSize(3).map(segments -> "/v1/services/" + String.join("/", segments));
        return Arbitraries.oneOf(any, near);
    }

    private static void assertHarmless(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isLessThan(500);
        assertThat(response.body()).doesNotContain("Exception").doesNotContain("\tat ");
    }
}
