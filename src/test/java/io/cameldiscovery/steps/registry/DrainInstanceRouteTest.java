package io.cameldiscovery.steps.registry;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.goodbye;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.registry.store.SqliteLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainInstanceRouteTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicInteger SERVICES = new AtomicInteger();
    private static final String TOKEN = "an admin token of at least 32 characters".replace(' ', '-');
    private static final String BEARER = "Bearer " + TOKEN;

    @TempDir
    private static Path folder;

    private static TestRegistry registry;

    private final String service = "d" + SERVICES.incrementAndGet();

    @BeforeAll
    static void start() throws Exception {
        registry = new TestRegistry(Samples::judge, new MemoryLeaseStore(), adminToken());
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @AfterEach
    void leave() throws Exception {
        registry.administer("DELETE", drain("a"), BEARER);
        registry.delete(instance("a"), goodbye(service, "a", 99, 0));
    }

    @Test
    void drainsAndUndrainsAnInstance() throws Exception {
        registry.put(instance("a"), announce(service, "a", 1, 0));

        HttpResponse<String> drained = registry.administer("PUT", drain("a"), BEARER);
        assertThat(drained.statusCode()).isEqualTo(200);
        JsonNode answer = JSON.readTree(drained.body());
        assertThat(answer.fieldNames()).toIterable().containsExactly("service", "instance", "state", "since");
        assertThat(answer.get("state").textValue()).isEqualTo("draining");
        assertThat(answer.get("since").textValue()).endsWith("Z");
        assertThat(state()).isEqualTo("draining");
        assertThat(registry.administer("PUT", drain("a"), BEARER).body())
                .as("again")
                .isEqualTo(drained.body());

        registry.delete(instance("a"), goodbye(service, "a", 2, 0));
        registry.put(instance("a"), announce(service, "a", 3, 0));
        assertThat(state()).as("registered again").isEqualTo("draining");

        HttpResponse<String> undrained = registry.administer("DELETE", drain("a"), BEARER);
        assertThat(undrained.statusCode()).isEqualTo(204);
        assertThat(undrained.body()).isEmpty();
        assertThat(state()).isEqualTo("alive");
        assertThat(registry.administer("DELETE", drain("a"), BEARER).statusCode())
                .as("again")
                .isEqualTo(204);
    }

    @Test
    void goesOnDrainingWhenTheRegistryComesBack() throws Exception {
        String path = "/v1/services/" + service;
        try (TestRegistry before = new TestRegistry(Samples::judge, leaseFile(), adminToken())) {
            before.put(instance("a"), announce(service, "a", 1, 0));
            assertThat(before.administer("PUT", drain("a"), BEARER).statusCode())
                    .isEqualTo(200);
        }
        try (TestRegistry after = new TestRegistry(Samples::judge, leaseFile(), adminToken())) {
            assertThat(after.get(path + "?state=draining").body()).contains("\"draining\"");
            assertThat(after.administer("DELETE", drain("a"), BEARER).statusCode())
                    .isEqualTo(204);
        }
        try (TestRegistry last = new TestRegistry(Samples::judge, leaseFile(), adminToken())) {
            assertThat(last.get(path).body()).contains("\"alive\"");
        }
    }

    @Test
    void listsWhatIsDrainedInPartsRegisteredOrNot() throws Exception {
        try (TestRegistry listed = new TestRegistry(Samples::judge, new MemoryLeaseStore(), adminToken())) {
            for (String id : new String[] {"c", "a", "b"}) {
                listed.put(instance(id), announce(service, id, 1, 0));
                listed.administer("PUT", drain(id), BEARER);
            }
            listed.delete(instance("b"), goodbye(service, "b", 2, 0));

            JsonNode all = drains(listed, "");
            assertThat(all.has("next")).isFalse();
            assertThat(all.findValuesAsText("instance")).containsExactly("a", "b", "c");
            assertThat(all.findValuesAsText("registered")).containsExactly("true", "false", "true");
            assertThat(all.findValuesAsText("since")).allMatch(since -> since.endsWith("Z"));
            JsonNode first = drains(listed, "?limit=2");
            assertThat(first.findValuesAsText("instance")).containsExactly("a", "b");
            JsonNode rest = drains(listed, "?limit=2&after=" + first.get("next").textValue());
            assertThat(rest.findValuesAsText("instance")).containsExactly("c");
            assertThat(rest.has("next")).isFalse();
            assertThat(drains(listed, "?limit=3").has("next")).isFalse();

            assertProblem(listed.administer("GET", "/v1/drains", null), 401, "not-admin");
            assertProblem(listed.administer("GET", "/v1/drains?limit=x", BEARER), 400, "bad-query");
            assertProblem(listed.administer("GET", "/v1/drains?service=orders", BEARER), 400, "bad-query");
        }
    }

    private static JsonNode drains(TestRegistry from, String query) throws Exception {
        HttpResponse<String> answer = from.administer("GET", "/v1/drains" + query, BEARER);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static LeaseStore leaseFile() {
        return SqliteLeaseStore.open(folder.resolve("leases.db"), 1_000, Duration.ofSeconds(30));
    }

    @Test
    void saysWhenThereIsNothingToDrain() throws Exception {
        assertProblem(registry.administer("PUT", drain("nobody"), BEARER), 404, "unknown-instance");
        assertProblem(registry.administer("PUT", drain("no%20name"), BEARER), 400, "bad-name");
    }

    @Test
    void letsNobodyDoSoWithoutTheAdminToken() throws Exception {
        registry.put(instance("a"), announce(service, "a", 1, 0));
        long before = registry.drops.counts().getOrDefault("not-admin", 0L);

        for (String wrong : new String[] {null, "Bearer", "Bearer " + TOKEN + "x", "Basic " + TOKEN}) {
            HttpResponse<String> refused = registry.administer("PUT", drain("a"), wrong);
            assertProblem(refused, 401, "not-admin");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(refused.body()).doesNotContain(TOKEN);
        }
        assertProblem(registry.administer("DELETE", drain("a"), null), 401, "not-admin");

        assertThat(state()).isEqualTo("alive");
        assertThat(registry.drops.counts().get("not-admin") - before)
                .as("each is counted")
                .isEqualTo(5);
    }

    @Test
    void saysSoToAnAddressThatFailedOftenAndStillTakesTheRightToken() throws Exception {
        try (TestRegistry attacked = new TestRegistry(Samples::judge, new MemoryLeaseStore(), adminToken())) {
            HttpResponse<String> refused = attacked.administer("PUT", drain("a"), "Bearer guess");
            for (int i = 0; i < 1000 && refused.statusCode() == 401; i++) {
                refused = attacked.administer("PUT", drain("a"), "Bearer guess");
            }

            assertProblem(refused, 429, "too-many-failures");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertProblem(attacked.administer("PUT", drain("a"), BEARER), 404, "unknown-instance");
        }
    }

    @Test
    void takesNoTokenOutOfTheAddressOfARequest() throws Exception {
        registry.put(instance("a"), announce(service, "a", 1, 0));

        String inQuery = drain("a") + "?Authorization=" + BEARER.replace(" ", "%20");
        assertProblem(registry.administer("PUT", inQuery, null), 401, "not-admin");
        assertProblem(registry.administer("PUT", inQuery, "Bearer wrong"), 401, "not-admin");
        assertThat(state()).isEqualTo("alive");
    }

    @Test
    void isOffWhenThereIsNoAdminTokenFile() throws Exception {
        try (TestRegistry open = new TestRegistry(Samples::judge, new MemoryLeaseStore())) {
            open.put(instance("a"), announce(service, "a", 1, 0));

            HttpResponse<String> refused = open.administer("PUT", drain("a"), BEARER);

            assertProblem(refused, 403, "admin-off");
            assertThat(refused.body()).contains("set discovery.registry.admin-token-file");
            assertProblem(open.administer("DELETE", drain("a"), BEARER), 403, "admin-off");
        }
    }

    private String state() throws Exception {
        return JSON.readTree(registry.get("/v1/services/" + service).body())
                .at("/instances/0/state")
                .textValue();
    }

    private String instance(String instance) {
        return "/v1/services/" + service + "/instances/" + instance;
    }

    private String drain(String instance) {
        return instance(instance) + "/drain";
    }

    private static Path adminToken() throws IOException {
        Path file = Files.writeString(folder.resolve("admin.token"), TOKEN + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(JSON.readTree(response.body()).get("type").textValue()).isEqualTo("/problems/" + type);
    }
}
