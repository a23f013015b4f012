package io.cameldiscovery.registry.lookup;

import static io.cameldiscovery.registry.Samples.announce;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.testing.TestRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long answers in gzip for those who ask for it (RFC 9110 sections 8.4 and 12.5.3). */
class CompressedAnswersTest {

    private static final int INSTANCES = 60;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static TestRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        registry = TestRegistry.withRoomFor(200);
        for (int i = 0; i < INSTANCES; i++) {
            String instance = "i" + i;
            register("orders", instance);
            register("service" + i, instance);
            register("other" + i, instance);
        }
        register("bills", "a");
    }

    private static void register(String service, String instance) throws Exception {
        String path = "/v1/services/" + service + "/instances/" + instance;
        assertThat(registry.put(path, announce(service, instance, 1, 0)).statusCode())
                .isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "GZIP | true",
                "deflate, gzip | true",
                "gzip;q=0.1 | true",
                "gzip;q=1.0, identity; q=0.5 | true",
                "br;q=1.0, gzip;q=0.8, *;q=0.1 | true",
                "* | true",
                "identity;q=0, * | true",
                "'' | false",
                "identity | false",
                "deflate, br | false",
                "gzip;q=0 | false",
                "gzip;q=0.000, * | false",
                "*;q=0 | false",
                "gzip;q=0.2, identity;q=0.7 | false",
                "gzipped | false",
            })
    void readsWhatTheClientPrefers(String acceptEncoding, boolean gzip) {
        assertThat(CompressedAnswers.takesGzip(acceptEncoding)).isEqualTo(gzip);
    }

    @Test
    void aClientThatSaysNothingGetsWhatEverybodyReads() {
        assertThat(CompressedAnswers.takesGzip(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/services/orders",
                "/v1/services/orders?state=alive",
                "/v1/services/orders?near=region-i7",
                "/v1/services",
                "/v1/health/service/orders",
                "/v1/prometheus/targets"
            })
    void aLongAnswerIsTheSameInGzip(String path) throws Exception {
        HttpResponse<byte[]> plain = get(path, "identity");
        HttpResponse<byte[]> gzip = get(path, "gzip");

        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(plain.body()).hasSizeGreaterThan(4096);
        assertThat(gzip.statusCode()).isEqualTo(200);
        assertThat(gzip.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(gzip.headers().firstValueAsLong("Content-Length")).hasValue(gzip.body().length);
        assertThat(gzip.body().length).isLessThan(plain.body().length / 2);
        assertThat(withoutAges(unzip(gzip.body()))).isEqualTo(withoutAges(new String(plain.body(), UTF_8)));
        assertThat(gzip.headers().firstValue("ETag")).isEqualTo(plain.headers().firstValue("ETag"));
    }

    @Test
    void aShortAnswerIsSentAsItIs() throws Exception {
        assertThat(get("/v1/services/bills", "gzip").headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/services/orders", "/v1/services/bills", "/v1/services"})
    void whatMayBeKeptSaysThatOthersMayGetItInAnotherForm(String path) throws Exception {
        HttpResponse<byte[]> first = get(path, "gzip");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<byte[]> same =
                CLIENT.send(request(path, "gzip").header("If-None-Match", tag).build(), BodyHandlers.ofByteArray());

        assertThat(tag).startsWith("W/");
        assertThat(first.headers().firstValue("Vary")).hasValue("Accept, Accept-Encoding");
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.headers().firstValue("Vary")).hasValue("Accept, Accept-Encoding");
        assertThat(same.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(same.body()).isEmpty();
    }

    @Test
    void aHeadSaysWhatAGetWould() throws Exception {
        HttpResponse<byte[]> head = CLIENT.send(
                request("/v1/services/orders", "gzip")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void eventsAreNotCompressed() throws Exception {
        HttpResponse<InputStream> events = CLIENT.send(
                request("/v1/services/orders", "gzip")
                        .header("Accept", "text/event-stream")
                        .build(),
                BodyHandlers.ofInputStream());

        try (var stream = events.body()) {
            assertThat(events.headers().firstValue("Content-Encoding")).isEmpty();
            assertThat(new String(stream.readNBytes(16), UTF_8)).isEqualTo("event: instances");
        }
    }

    private static HttpResponse<byte[]> get(String path, String coding) throws Exception {
        return CLIENT.send(request(path, coding).build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String path, String coding) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + registry.port() + path))
                .header("Accept-Encoding", coding);
    }

    private static String unzip(byte[] body) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static String withoutAges(String body) {
        return body.replaceAll("\"(age|expiresIn)\":\\d+", "");
    }
}
