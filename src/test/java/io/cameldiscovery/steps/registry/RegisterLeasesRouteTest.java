package io.cameldiscovery.steps.registry;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.at;
import static io.cameldiscovery.registry.Samples.goodbye;
import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterLeasesRouteTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final MemoryLeaseStore store = new MemoryLeaseStore();
    private TestRegistry registry;

    @BeforeEach
    void start() throws Exception {
        registry = new TestRegistry(Samples::judge, store);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void registersAndRenewsManyAtOnceAndSaysOfEachWhatBecameOfIt() throws Exception {
        registry.put("/v1/services/orders/instances/a", announce("orders", "a", 5, 0));

        HttpResponse<String> answer = post(
                announce("orders", "a", 6, 0),
                announce("orders", "b", 1, 0),
                "BAD_SIGNATURE",
                announce("orders", "a", 4, 0),
                at("10.7.0.6", announce("orders", "a", 6, 60)),
                goodbye("orders", "b", 2, 0),
                announce("bills", "a", 1, 0),
                "not a token at all");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        JsonNode results = JSON.readTree(answer.body()).get("results");
        assertThat(results.findValuesAsText("status"))
                .containsExactly("200", "201", "401", "409", "409", "422", "201", "400");
        JsonNode renewed = results.get(0);
        assertThat(renewed.fieldNames())
                .toIterable()
                .containsExactly("status", "service", "instance", "lease", "renewAfter");
        assertThat(renewed.get("instance").textValue()).isEqualTo("a");
        assertThat(renewed.get("lease").intValue()).isBetween(500, 600);
        assertThat(results.get(2).fieldNames()).toIterable().containsExactly("status", "type", "title", "detail");
        assertThat(results.findValuesAsText("type"))
                .containsExactly(
                        "/problems/bad-signature",
                        "/problems/older-sequence",
                        "/problems/conflicting-key",
                        "/problems/wrong-kind-of-token",
                        "/problems/malformed");
        assertThat(registry.get("/v1/services/orders").body())
                .contains(announce("orders", "a", 6, 0), announce("orders", "b", 1, 0));
    }

    @Test
    void answersNothingToNothing() throws Exception {
        assertThat(post().body()).isEqualTo("{\"results\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "{}",
                "[1]",
                "[null]",
                "[\"a\"",
                "[\"a\"]x",
                "[[\"a\"]]",
                "\"a\"",
                "eyJ.eyJ.x",
                "[\"a\",]"
            })
    void saysWhatToWriteWhenItIsNoListOfTokens(String body) throws Exception {
        HttpResponse<String> refused = send(body);

        assertProblem(refused, 400, "bad-body");
        assertThat(refused.body()).contains("write a JSON array of tokens");
    }

    @Test
    void refusesMoreThanItTakesAtOnce() throws Exception {
        assertProblem(
                post(Collections.nCopies(21, announce("orders", "a", 1, 0)).toArray(String[]::new)), 413, "too-large");
        assertProblem(send("[\"" + "x".repeat(100_000) + "\"]"), 413, "too-large");
        assertThat(registry.get("/v1/services/orders").statusCode()).isEqualTo(404);

        // Longer than a single token may be: that limit holds elsewhere.
        String[] long1 = Collections.nCopies(20, announce("orders", "a", 1, 0) + " ".repeat(2_000))
                .toArray(String[]::new);
        assertThat(post(long1).statusCode()).isEqualTo(200);
        assertProblem(registry.put("/v1/services/orders/instances/a", "x".repeat(16_385)), 413, "too-large");
    }

    @Test
    void takesNothingButJsonAndPost() throws Exception {
        assertProblem(
                registry.send("POST", "/v1/leases", "application/jwt", BodyPublishers.ofString("[]")),
                415,
                "unsupported-media-type");
        assertThat(registry.send("POST", "/v1/leases", "application/jwt", BodyPublishers.ofString("[]"))
                        .body())
                .contains("the Content-Type here is application/json");
        assertProblem(registry.get("/v1/leases"), 405, "method-not-allowed");
    }

    @Test
    void takesFewAtATimeAndSaysWhenToComeAgain() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                Socket socket = new Socket();
                slow.add(socket);
                socket.bind(new InetSocketAddress("127.0.0." + (2 + i / 4), 0));
                socket.connect(new InetSocketAddress("127.0.0.1", registry.port()));
                socket.getOutputStream()
                        .write(("POST /v1/leases HTTP/1.1\r\nHost: r\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: 100\r\n\r\n[")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            eventually(() -> {
                HttpResponse<String> refused = post();
                assertProblem(refused, 503, "busy");
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            });
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        eventually(() -> assertThat(post().statusCode()).isEqualTo(200));
    }

    @Test
    void saysOfEachThatTheStoreIsDown() throws Exception {
        store.close();

        HttpResponse<String> answer = post(announce("orders", "a", 1, 0), "BAD_SIGNATURE");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode results = JSON.readTree(answer.body()).get("results");
        assertThat(results.findValuesAsText("status")).containsExactly("503", "401");
        assertThat(results.get(0).get("retryAfter").intValue()).isEqualTo(7);
    }

    @Test
    void tellsNobodyHowItFailed() throws Exception {
        HttpResponse<String> failed = post(announce("orders", "a", 1, 0), "crash");

        assertProblem(failed, 500, "internal");
        assertThat(failed.body()).doesNotContain("secret inside");
    }

    private HttpResponse<String> post(String... tokens) throws Exception {
        return send(JSON.writeValueAsString(List.of(tokens)));
    }

    private HttpResponse<String> send(String body) throws Exception {
        return registry.send("POST", "/v1/leases", "application/json", BodyPublishers.ofString(body));
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).get("type").textValue()).isEqualTo("/problems/" + type);
    }
}
