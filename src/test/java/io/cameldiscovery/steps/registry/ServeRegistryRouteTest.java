package io.cameldiscovery.steps.registry;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.at;
import static io.cameldiscovery.registry.Samples.goodbye;
import static io.cameldiscovery.registry.Samples.signedBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServeRegistryRouteTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicInteger SERVICES = new AtomicInteger();

    private static TestRegistry registry;

    private final String service = "s" + SERVICES.incrementAndGet();

    @BeforeAll
    static void start() throws Exception {
        registry = new TestRegistry(Samples::judge, new MemoryLeaseStore());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    /** The registry of these tests is a small one. */
    @AfterEach
    void leave() throws Exception {
        registry.delete(path("a"), goodbye(service, "a", 99, 0));
    }

    @Test
    void registersRenewsFindsListsAndWithdraws() throws Exception {
        HttpResponse<String> created = registry.put(path("a"), announce(service, "a", 1, 0));
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode lease = JSON.readTree(created.body());
        assertThat(lease.fieldNames()).toIterable().containsExactly("service", "instance", "lease", "renewAfter");
        assertThat(lease.get("service").textValue()).isEqualTo(service);
        assertThat(lease.get("instance").textValue()).isEqualTo("a");
        assertThat(lease.get("lease").intValue()).isBetween(500, 600);
        assertThat(lease.get("renewAfter").intValue()).isBetween(166, 200);

        HttpResponse<String> renewed = registry.put(path("a"), announce(service, "a", 1, 60));
        assertThat(renewed.statusCode()).isEqualTo(200);

        HttpResponse<String> found = registry.get("/v1/services/" + service);
        assertThat(found.statusCode()).isEqualTo(200);
        JsonNode instance = JSON.readTree(found.body()).at("/instances/0");
        assertThat(instance.get("instance").textValue()).isEqualTo("a");
        assertThat(instance.get("token").textValue()).isEqualTo(announce(service, "a", 1, 60));
        assertThat(instance.get("age").intValue()).isBetween(0, 60);
        assertThat(instance.get("expiresIn").intValue()).isBetween(500, 600);
        assertThat(instance.get("source").textValue()).isEqualTo("registry");

        HttpResponse<String> listed = registry.get("/v1/services");
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(listed.body()).get("services"))
                .isEqualTo(JSON.readTree("[{\"service\":\"" + service + "\",\"instances\":1}]"));

        HttpResponse<String> withdrawn = registry.delete(path("a"), goodbye(service, "a", 1, 70));
        assertThat(withdrawn.statusCode()).isEqualTo(204);
        assertThat(withdrawn.body()).isEmpty();
        assertProblem(registry.get("/v1/services/" + service), 404, "unknown-service");
        assertThat(JSON.readTree(registry.get("/v1/services").body()).get("services"))
                .isEmpty();
    }

    @Test
    void readsMediaTypesInAnyCase() throws Exception {
        String token = announce(service, "a", 1, 0);

        assertThat(registry.send("PUT", path("a"), "Application/JWT; Charset=UTF-8", BodyPublishers.ofString(token))
                        .statusCode())
                .isEqualTo(201);
        assertThat(registry.send("PUT", path("a"), "application/jwt;charset=none", BodyPublishers.ofString(token))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/services/x/instances/",
                "/v1/services//instances/a",
                "/v1/health/service/",
                "/v1/catalog/service/"
            })
    void hasNothingAtAnAddressWithoutAName(String path) throws Exception {
        assertProblem(registry.get(path), 404, "not-found");
    }

    @Test
    void refusesWhatIsSaidTwice() throws Exception {
        registry.put(path("a"), announce(service, "a", 1, 0));

        assertProblem(registry.get("/v1/services/" + service + "?index=1&index=2"), 400, "bad-query");
        assertProblem(registry.get("/v1/services?index=1&wait=1s&wait=2s"), 400, "bad-query");
        assertThat(registry.get(path("a") + "?x=1").body()).contains("there is no parameter 'x' here: write none");
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED, 400, malformed",
        "FOREIGN, 400, malformed",
        "UNSUPPORTED_VERSION, 400, unsupported-version",
        "BAD_SIGNATURE, 401, bad-signature",
        "UNKNOWN_KEY, 401, unknown-key",
        "ALGORITHM_NOT_ALLOWED, 401, algorithm-not-allowed",
        "NOT_ENCRYPTED, 401, not-encrypted",
        "CANNOT_DECRYPT, 401, cannot-decrypt",
        "NOT_AUTHORIZED, 403, not-authorized",
        "TOO_LARGE, 413, too-large",
        "EXPIRED, 422, expired",
        "NOT_YET_VALID, 422, not-yet-valid"
    })
    void saysWhyATokenIsRefused(String refusal, int status, String type) throws Exception {
        HttpResponse<String> put = registry.put(path("a"), refusal);

        assertProblem(put, status, type);
        assertThat(JSON.readTree(put.body()).get("detail").textValue()).isEqualTo("refused as " + refusal);
        assertProblem(registry.delete(path("a"), refusal), status, type);
        assertThat(put.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(status == 401);
    }

    @Test
    void refusesOlderSequences() throws Exception {
        registry.put(path("a"), announce(service, "a", 2, 0));

        assertProblem(registry.put(path("a"), announce(service, "a", 1, 0)), 409, "older-sequence");
        assertProblem(registry.delete(path("a"), goodbye(service, "a", 1, 0)), 409, "older-sequence");

        registry.delete(path("a"), goodbye(service, "a", 3, 0));
        assertProblem(registry.put(path("a"), announce(service, "a", 2, 0)), 409, "older-sequence");
    }

    @Test
    void refusesAnotherKeyThanThatOfTheLease() throws Exception {
        registry.put(path("a"), announce(service, "a", 1, 0));

        assertProblem(registry.put(path("a"), signedBy("key-2", announce(service, "a", 2, 0))), 409, "conflicting-key");
        assertProblem(
                registry.delete(path("a"), signedBy("key-2", goodbye(service, "a", 2, 0))), 409, "conflicting-key");

        assertThat(registry.get("/v1/services/" + service).body()).contains(announce(service, "a", 1, 0) + '"');
    }

    @Test
    void refusesAnotherHolderOfTheSameKey() throws Exception {
        registry.put(path("a"), announce(service, "a", 1, 0));

        HttpResponse<String> other = registry.put(path("a"), at("10.7.0.6", announce(service, "a", 1, 60)));

        assertProblem(other, 409, "conflicting-key");
        assertThat(JSON.readTree(other.body()).get("detail").textValue())
                .contains("same sequence", "key key-1", "other endpoints", "two instance ids");
        assertThat(registry.get("/v1/services/" + service).body()).contains(announce(service, "a", 1, 0) + '"');
    }

    @Test
    void refusesATokenThatDisagreesWithThePath() throws Exception {
        assertProblem(registry.put(path("b"), announce(service, "a", 1, 0)), 422, "path-and-token-disagree");
        assertProblem(registry.put(path("a"), goodbye(service, "a", 1, 0)), 422, "wrong-kind-of-token");
        assertProblem(registry.delete(path("a"), announce(service, "a", 1, 0)), 422, "wrong-kind-of-token");
    }

    @Test
    void refusesMoreThanItKeeps() throws Exception {
        for (String instance : new String[] {"a", "b", "c"}) {
            registry.put(path(instance), announce(service, instance, 1, 0));
        }
        assertProblem(registry.put(path("d"), announce(service, "d", 1, 0)), 507, "service-full");

        registry.put("/v1/services/x/instances/a", announce("x", "a", 1, 0));
        registry.put("/v1/services/x/instances/b", announce("x", "b", 1, 0));
        assertProblem(registry.put("/v1/services/x/instances/c", announce("x", "c", 1, 0)), 507, "registry-full");

        for (String instance : new String[] {"a", "b", "c"}) {
            registry.delete(path(instance), goodbye(service, instance, 2, 0));
            registry.delete("/v1/services/x/instances/" + instance, goodbye("x", instance, 2, 0));
        }
    }

    @Test
    void refusesWhatIsNoName() throws Exception {
        assertProblem(registry.get("/v1/services/no%20such%20name"), 400, "bad-name");
        assertProblem(registry.put("/v1/services/-/instances/a", announce("x", "a", 1, 0)), 400, "bad-name");
        assertProblem(registry.get("/v1/services/orders?service=payments"), 400, "bad-query");
        assertProblem(registry.get("/v1/services?indx=1"), 400, "bad-query");
    }

    @Test
    void answersStrayRequestsWithProblems() throws Exception {
        assertProblem(registry.get("/"), 404, "not-found");
        assertProblem(registry.get("/v1/services/a/b/c"), 404, "not-found");
        assertProblem(registry.get("/v2/services"), 404, "not-found");

        HttpResponse<String> post =
                registry.send("POST", path("a"), "application/jwt", BodyPublishers.ofString("token"));
        assertProblem(post, 405, "method-not-allowed");
        assertThat(post.headers().firstValue("Allow")).hasValue("DELETE, GET, HEAD, PUT");
        assertProblem(
                registry.send("PUT", "/v1/services", "application/jwt", BodyPublishers.ofString("token")),
                405,
                "method-not-allowed");

        assertProblem(
                registry.send("PUT", path("a"), "text/plain", BodyPublishers.ofString("token")),
                415,
                "unsupported-media-type");
        assertProblem(
                registry.send("PUT", path("a"), "multipart/form-data; boundary=x", BodyPublishers.ofString("token")),
                415,
                "unsupported-media-type");
    }

    @Test
    void refusesAQueryThatCannotBeDecoded() throws Exception {
        for (String path : List.of("/v1/services/orders", "/v1/services", "/v1/prometheus/targets", "/nowhere")) {
            assertThat(registry.raw("GET " + path + "?index=%zz HTTP/1.1\r\nHost: r\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("/problems/bad-query");
        }
    }

    @Test
    void refusesBodiesThatAreTooLarge() throws Exception {
        String large = "x".repeat(16385);

        assertProblem(registry.put(path("a"), large), 413, "too-large");
        assertProblem(
                registry.send(
                        "PUT",
                        path("a"),
                        "application/jwt",
                        BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.US_ASCII)))),
                413,
                "too-large");
        assertProblem(registry.put(path("a"), "x".repeat(16384)), 400, "malformed");
        assertProblem(
                registry.send("GET", "/v1/services/x", "application/jwt", BodyPublishers.ofString(large)),
                413,
                "too-large");
    }

    @Test
    void refusesAnEmptyBody() throws Exception {
        assertProblem(registry.put(path("a"), ""), 400, "malformed");
        assertProblem(registry.send("PUT", path("a"), "application/jwt", BodyPublishers.noBody()), 400, "malformed");
    }

    @Test
    void tellsNobodyHowItFailed() throws Exception {
        HttpResponse<String> failed = registry.put(path("a"), "crash");

        assertProblem(failed, 500, "internal");
        assertThat(failed.body()).doesNotContain("secret inside").doesNotContain("Exception");
        assertThat(registry.get("/v1/services").statusCode()).isEqualTo(200);
    }

    @Test
    void sendsNothingBackOfWhatTheClientSent() throws Exception {
        for (HttpResponse<String> response : List.of(
                registry.get("/v1/services?x-query=1"),
                registry.get("/v1/services/none"),
                registry.put(path("a"), "crash"),
                registry.get("/nowhere"))) {
            assertThat(response.headers().map().keySet())
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .isSubsetOf(
                            "content-security-policy",
                            "referrer-policy",
                            "content-type",
                            "content-length",
                            "transfer-encoding",
                            "cache-control",
                            "date",
                            "vary",
                            "etag",
                            "x-discovery-index",
                            "x-content-type-options");
        }
    }

    @Test
    void letsNobodyOnTheWayUseAnAnswerAgainWithoutAsking() throws Exception {
        for (HttpResponse<String> response : List.of(
                registry.put(path("a"), announce(service, "a", 1, 0)),
                registry.get("/v1/services/none"),
                registry.put(path("a"), "crash"),
                registry.get("/nowhere"))) {
            assertCacheControl(response, "no-store");
        }
        for (HttpResponse<String> response :
                List.of(registry.get("/v1/services/" + service), registry.get("/v1/services"))) {
            assertCacheControl(response, "no-cache");
        }
        assertCacheControl(registry.delete(path("a"), goodbye(service, "a", 2, 0)), "no-store");
    }

    private static void assertCacheControl(HttpResponse<String> response, String expected) {
        assertThat(response.headers().allValues("Cache-Control"))
                .as(response.toString())
                .containsExactly(expected);
    }

    @Test
    void sendsNothingToAClientThatHasTheAnswerAlready() throws Exception {
        registry.put(path("a"), announce(service, "a", 1, 0));
        for (String path : List.of("/v1/services/" + service, "/v1/services")) {
            HttpResponse<String> first = registry.get(path);
            String tag = first.headers().firstValue("ETag").orElseThrow();

            HttpResponse<String> same = registry.get(path, "If-None-Match", "\"other\", " + tag);

            assertThat(same.statusCode()).isEqualTo(304);
            assertThat(same.body()).isEmpty();
            assertThat(same.headers().firstValue("ETag")).hasValue(tag);
            assertThat(same.headers().firstValue("X-Discovery-Index"))
                    .isEqualTo(first.headers().firstValue("X-Discovery-Index"));
            assertThat(registry.get(path, "If-None-Match", "\"other\"").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void givesARenewedTokenToAClientThatHasTheOldOne() throws Exception {
        registry.put(path("a"), announce(service, "a", 1, 0));
        HttpResponse<String> first = registry.get("/v1/services/" + service);
        registry.put(path("a"), announce(service, "a", 1, 60));

        HttpResponse<String> second = registry.get(
                "/v1/services/" + service,
                "If-None-Match",
                first.headers().firstValue("ETag").orElseThrow());

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).contains(announce(service, "a", 1, 60));
        assertThat(JSON.readTree(second.body()).get("index"))
                .as("nothing that matters has changed")
                .isEqualTo(JSON.readTree(first.body()).get("index"));
    }

    @Test
    void saysWhenToTryAgainWhileTheStoreIsDownAndGoesOnAnsweringLookups() throws Exception {
        MemoryLeaseStore store = new MemoryLeaseStore();
        try (TestRegistry down = new TestRegistry(Samples::judge, store)) {
            down.put(path("a"), announce(service, "a", 1, 0));
            store.close();

            HttpResponse<String> refused = down.put(path("a"), announce(service, "a", 2, 0));

            assertProblem(refused, 503, "store-unavailable");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("7");
            assertProblem(down.delete(path("a"), goodbye(service, "a", 2, 0)), 503, "store-unavailable");
            assertThat(down.get("/v1/services/" + service).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void goesOnAfterWhatIsNotHttp() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", registry.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("\0\1\2 what is this\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).doesNotContain("Exception").doesNotContain("\tat ");
        }
        assertThat(registry.get("/v1/services").statusCode()).isEqualTo(200);
    }

    private String path(String instance) {
        return "/v1/services/" + service + "/instances/" + instance;
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.get("type").textValue()).isEqualTo("/problems/" + type);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").textValue()).isNotBlank();
        assertThat(problem.get("detail").textValue()).isNotBlank();
    }
}
