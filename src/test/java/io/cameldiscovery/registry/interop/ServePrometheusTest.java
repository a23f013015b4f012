package io.cameldiscovery.registry.interop;

import static io.cameldiscovery.registry.Samples.announce;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ServePrometheusTest {

    private static TestRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        registry = new TestRegistry(Samples::judge, new MemoryLeaseStore());
        for (String service : new String[] {"orders", "bills", "users"}) {
            registry.put("/v1/services/" + service + "/instances/a", announce(service, "a", 1, 0));
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Test
    void listsTheTargetsOfAllServices() throws Exception {
        HttpResponse<String> answer = registry.get("/v1/prometheus/targets");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode groups = new JsonMapper().readTree(answer.body());
        assertThat(groups).hasSize(3);
        assertThat(groups.findValuesAsText("__meta_discovery_service")).containsExactly("bills", "orders", "users");
        assertThat(groups.at("/0/targets/0").textValue()).isEqualTo("10.7.0.5:8080");
        assertThat(groups.at("/0/labels/__meta_discovery_state").textValue()).isEqualTo("alive");
    }

    @Test
    void listsTheTargetsOfTheServicesThatAreAskedFor() throws Exception {
        assertThat(services("?service=users")).containsExactly("users");
        assertThat(services("?service=users&service=bills")).containsExactly("users", "bills");
        assertThat(services("?service=none")).isEmpty();
    }

    @Test
    void refusesWhatIsNoName() throws Exception {
        for (String query : new String[] {"?service=", "?service=no_name", "?service=users&service=%00"}) {
            HttpResponse<String> refused = registry.get("/v1/prometheus/targets" + query);
            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            assertThat(refused.body()).contains("/problems/bad-name");
        }
    }

    @Test
    void refusesAMisspeltParameterInsteadOfListingEverything() throws Exception {
        HttpResponse<String> refused = registry.get("/v1/prometheus/targets?services=users");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("/problems/bad-query", "'services'", "write service");
    }

    private static Iterable<String> services(String query) throws Exception {
        return new JsonMapper()
                .readTree(registry.get("/v1/prometheus/targets" + query).body())
                .findValuesAsText("__meta_discovery_service");
    }
}
