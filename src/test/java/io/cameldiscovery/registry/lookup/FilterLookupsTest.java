package io.cameldiscovery.registry.lookup;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.goodbye;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.TestRegistry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters, pages and single instances over HTTP. The region of instance a is region-a, its metadata id=a. */
class FilterLookupsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static TestRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        registry = new TestRegistry(Samples::judge, new MemoryLeaseStore());
        for (String instance : List.of("a", "b", "c")) {
            registry.put("/v1/services/orders/instances/" + instance, announce("orders", instance, 1, 0));
        }
        registry.put("/v1/services/bills/instances/a", announce("bills", "a", 1, 0));
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Test
    void showsThoseWhoseRecordsMatch() throws Exception {
        assertThat(ids("region=region-b")).containsExactly("b");
        assertThat(ids("meta.id=a&meta.id=c")).containsExactly("a", "c");
        assertThat(ids("state=alive,draining")).containsExactly("a", "b", "c");
        assertThat(ids("state=draining")).isEmpty();
        assertThat(ids("limit=2")).containsExactly("a", "b");
        assertThat(ids("near=region-c&limit=1")).containsExactly("c");
        assertThat(ids("near=10.7.0.3")).containsExactly("c", "b", "a");
    }

    @Test
    void answersWithoutAnInstanceIfNoneMatchesButTheServiceIsThere() throws Exception {
        HttpResponse<String> none = registry.get("/v1/services/orders?region=mars");

        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(none.body()).get("instances")).isEmpty();
        assertProblem(registry.get("/v1/services/none?region=mars"), 404, "unknown-service");
    }

    @Test
    void hasATagOfItsOwnForWhatIsShown() throws Exception {
        HttpResponse<String> all = registry.get("/v1/services/orders");
        HttpResponse<String> one = registry.get("/v1/services/orders?region=region-b");
        String tag = one.headers().firstValue("ETag").orElseThrow();

        assertThat(all.headers().firstValue("ETag")).isPresent().isNotEqualTo(java.util.Optional.of(tag));
        assertThat(registry.get("/v1/services/orders?region=region-b", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void waitsForAChangeAndFiltersThen() throws Exception {
        long index = JSON.readTree(registry.get("/v1/services/bills").body())
                .get("index")
                .longValue();
        CompletableFuture<HttpResponse<String>> waiting =
                registry.ask("/v1/services/bills?region=region-b&wait=25s&index=" + index);
        assertThat(registry.put("/v1/services/bills/instances/b", announce("bills", "b", 1, 0))
                        .statusCode())
                .isEqualTo(201);

        JsonNode answer = JSON.readTree(waiting.get(30, TimeUnit.SECONDS).body());

        assertThat(answer.at("/instances/0/instance").textValue()).isEqualTo("b");
        assertThat(answer.get("instances")).hasSize(1);
        registry.delete("/v1/services/bills/instances/b", goodbye("bills", "b", 2, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "colour=red",
                "region=",
                "meta.=x",
                "state=dead",
                "limit=0",
                "limit=1&limit=2",
                "near=",
                "near=1.2.3.256"
            })
    void saysWhatToWriteInstead(String query) throws Exception {
        HttpResponse<String> refused = registry.get("/v1/services/orders?" + query);

        assertProblem(refused, 400, "bad-query");
        assertThat(JSON.readTree(refused.body()).get("detail").textValue()).contains("write ");
    }

    @Test
    void refusesAQueryThatIsNotEncoded() throws Exception {
        try (LogOf log = LogOf.infoAndAbove("io.vertx")) {
            for (String target : List.of(
                    "/v1/services/orders?region=%zz",
                    "/v1/services?after=%", "/v1/services/orders/instances/b?%e", "/nowhere?%")) {
                assertThat(registry.raw("GET " + target + " HTTP/1.1\r\nHost: r\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 400 ")
                        .contains("/problems/bad-query", "write % as %25");
            }
            assertThat(log.lines()).as("a stranger fills no log").isEmpty();
        }
    }

    @Test
    void filtersByStateAloneWhereRecordsAreSecret() throws Exception {
        try (TestRegistry secret = TestRegistry.encrypting()) {
            secret.put("/v1/services/orders/instances/a", announce("orders", "a", 1, 0));

            for (String query : List.of("region=x", "meta.id=a", "near=10.7.0.5")) {
                assertProblem(secret.get("/v1/services/orders?" + query), 403, "filter-off");
            }
            assertThat(secret.get("/v1/services/orders?state=alive&limit=1").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void listsServicesPageByPage() throws Exception {
        HttpResponse<String> first = registry.get("/v1/services?limit=1");
        assertThat(JSON.readTree(first.body()).at("/services/0/service").textValue())
                .isEqualTo("bills");
        String next = JSON.readTree(first.body()).get("next").textValue();
        assertThat(next).isEqualTo("bills");

        JsonNode last =
                JSON.readTree(registry.get("/v1/services?limit=1&after=" + next).body());
        assertThat(last.at("/services/0/service").textValue()).isEqualTo("orders");
        assertThat(last.at("/services/0/instances").intValue()).isEqualTo(3);
        assertThat(last.has("next")).isFalse();

        assertThat(JSON.readTree(registry.get("/v1/services?after=orders").body())
                        .get("services"))
                .isEmpty();
        assertProblem(registry.get("/v1/services?after="), 400, "bad-query");
        assertProblem(registry.get("/v1/services?limit=10001"), 400, "bad-query");
        assertProblem(registry.get("/v1/services?region=x"), 400, "bad-query");
    }

    @Test
    void showsOneInstance() throws Exception {
        HttpResponse<String> one = registry.get("/v1/services/orders/instances/b");
        assertThat(one.statusCode()).isEqualTo(200);
        JsonNode answer = JSON.readTree(one.body());
        assertThat(answer.fieldNames())
                .toIterable()
                .containsExactly("service", "index", "instance", "token", "state", "age", "expiresIn", "source");
        assertThat(answer.get("instance").textValue()).isEqualTo("b");
        assertThat(answer.get("token").textValue()).isEqualTo(announce("orders", "b", 1, 0));
        String tag = one.headers().firstValue("ETag").orElseThrow();
        assertThat(registry.get("/v1/services/orders/instances/b", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);

        assertProblem(registry.get("/v1/services/orders/instances/x"), 404, "unknown-instance");
        assertProblem(registry.get("/v1/services/orders/instances/x%20y"), 400, "bad-name");
        assertProblem(registry.get("/v1/services/orders/instances/b?limit=1"), 400, "bad-query");
    }

    private static List<String> ids(String query) throws Exception {
        HttpResponse<String> answer = registry.get("/v1/services/orders?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).get("instances").findValuesAsText("instance");
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).get("type").textValue()).isEqualTo("/problems/" + type);
    }
}
