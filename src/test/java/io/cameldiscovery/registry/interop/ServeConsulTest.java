package io.cameldiscovery.registry.interop;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.goodbye;
import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static org.assertj.core.api.Assertions.assertThat;

import com.ecwid.consul.v1.ConsulClient;
import com.ecwid.consul.v1.QueryParams;
import com.ecwid.consul.v1.Response;
import com.ecwid.consul.v1.agent.model.Self;
import com.ecwid.consul.v1.catalog.CatalogServiceRequest;
import com.ecwid.consul.v1.catalog.CatalogServicesRequest;
import com.ecwid.consul.v1.catalog.model.CatalogService;
import com.ecwid.consul.v1.health.HealthServicesRequest;
import com.ecwid.consul.v1.health.model.Check;
import com.ecwid.consul.v1.health.model.HealthService;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Consul client of Spring Cloud reads a registry. */
class ServeConsulTest {

    private TestRegistry registry;
    private ConsulClient client;

    @BeforeEach
    void start() throws Exception {
        registry = new TestRegistry(Samples::judge, new MemoryLeaseStore());
        client = new ConsulClient("127.0.0.1", registry.port());
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void listsServicesAndInstancesInOneOrder() throws Exception {
        for (String instance : List.of("c", "a", "b")) {
            register("orders", instance, 1, 0);
        }

        assertThat(services(0).getValue()).isEqualTo(Map.of("orders", List.of()));
        List<CatalogService> catalogue = client.getCatalogService(
                        "orders", CatalogServiceRequest.newBuilder().build())
                .getValue();
        assertThat(catalogue)
                .extracting(CatalogService::getServiceId)
                .containsExactly("orders:a", "orders:b", "orders:c");
        assertThat(health(0).getValue())
                .extracting(entry -> entry.getService().getId())
                .containsExactly("orders:a", "orders:b", "orders:c");
        assertThat(catalogue.get(0)).satisfies(entry -> {
            assertThat(entry.getServiceName()).isEqualTo("orders");
            assertThat(entry.getServiceAddress()).isEqualTo("10.7.0.5");
            assertThat(entry.getServicePort()).isEqualTo(8080);
            assertThat(entry.getDatacenter()).isEqualTo("dc1");
            assertThat(entry.getServiceMeta()).containsEntry("discovery-endpoint", "http://10.7.0.5:8080/api");
        });
    }

    @Test
    void saysThatAnInstanceWithALeasePasses() throws Exception {
        register("orders", "a", 1, 0);

        assertThat(health(0).getValue()).singleElement().satisfies(entry -> {
            assertThat(entry.getNode().getAddress()).isEqualTo("10.7.0.5");
            assertThat(entry.getService().getAddress()).isEqualTo("10.7.0.5");
            assertThat(entry.getService().getPort()).isEqualTo(8080);
            assertThat(entry.getChecks()).singleElement().satisfies(check -> {
                assertThat(check.getStatus()).isEqualTo(Check.CheckStatus.PASSING);
                assertThat(check.getServiceId()).isEqualTo("orders:a");
            });
        });
    }

    @Test
    void knowsNothingOfAServiceThatNobodyOffers() {
        Response<List<HealthService>> none = health(0);

        assertThat(none.getValue()).isEmpty();
        assertThat(none.getConsulIndex()).isPositive();
        assertThat(none.isConsulKnownLeader()).isTrue();
        assertThat(services(0).getValue()).isEmpty();
    }

    @Test
    void holdsABlockingQueryBackUntilSomethingChanges() throws Exception {
        register("orders", "a", 1, 0);
        long index = health(0).getConsulIndex();

        CompletableFuture<Response<List<HealthService>>> waiting = CompletableFuture.supplyAsync(() -> health(index));
        eventually(() -> assertThat(registry.watches()).isEqualTo(1));
        register("orders", "a", 1, 60);
        still(() -> assertThat(waiting).as("a renewal is no change").isNotDone());
        register("orders", "b", 1, 0);

        Response<List<HealthService>> answer = waiting.get(30, TimeUnit.SECONDS);
        assertThat(answer.getValue()).hasSize(2);
        assertThat(answer.getConsulIndex()).isGreaterThan(index);
    }

    @Test
    void holdsAQueryForTheServicesBackUntilSomethingChanges() throws Exception {
        long index = services(0).getConsulIndex();

        CompletableFuture<Response<Map<String, List<String>>>> waiting =
                CompletableFuture.supplyAsync(() -> services(index));
        eventually(() -> assertThat(registry.watches()).isEqualTo(1));
        register("orders", "a", 1, 0);

        assertThat(waiting.get(30, TimeUnit.SECONDS).getValue()).containsOnlyKeys("orders");
    }

    @Test
    void doesNotLetTheIndexFallWhenAServiceGoes() throws Exception {
        register("orders", "a", 1, 0);
        long index = health(0).getConsulIndex();
        registry.delete("/v1/services/orders/instances/a", goodbye("orders", "a", 1, 0));

        assertThat(health(0).getConsulIndex()).isGreaterThan(index);
    }

    @Test
    void tellsApartWhatIsAskedForAtOneMoment() throws Exception {
        register("orders", "a", 1, 0);
        registry.leases.changes().stateChanged(new ServiceName("orders"));

        assertThat(registry.get("/v1/health/service/orders").body()).contains("\"Checks\"");
        assertThat(registry.get("/v1/catalog/service/orders").body()).contains("\"ServicePort\"");
        assertThat(registry.get("/v1/health/service/orders?tag=blue").body()).isEqualTo("[]");
        assertThat(registry.get("/v1/health/service/orders").body()).contains("orders:a");
    }

    @Test
    void introducesItself() {
        Self self = client.getAgentSelf().getValue();

        assertThat(self.getConfig().getDatacenter()).isEqualTo("dc1");
        assertThat(self.getConfig().getNodeName()).isEqualTo("test");
        assertThat(self.getMember().getName()).isEqualTo("test");
    }

    @Test
    void refusesWhatItWouldAnswerWrongly() throws Exception {
        for (String query : List.of("?filter=x", "?node-meta=a:b", "?dc=elsewhere", "?index=x", "?index=1&wait=x")) {
            HttpResponse<String> refused = registry.get("/v1/health/service/orders" + query);
            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            assertThat(refused.body()).contains("/problems/bad-query");
        }
        assertThat(registry.get("/v1/catalog/service/no_name").body()).contains("/problems/bad-name");
        assertThat(registry.get("/v1/health/service/orders?dc=dc1&stale&near=_agent&passing")
                        .statusCode())
                .isEqualTo(200);
    }

    private Response<List<HealthService>> health(long index) {
        return client.getHealthServices(
                "orders",
                HealthServicesRequest.newBuilder()
                        .setPassing(true)
                        .setQueryParams(waiting(index))
                        .build());
    }

    private Response<Map<String, List<String>>> services(long index) {
        return client.getCatalogServices(CatalogServicesRequest.newBuilder()
                .setQueryParams(waiting(index))
                .build());
    }

    private static QueryParams waiting(long index) {
        return index == 0 ? QueryParams.DEFAULT : new QueryParams(55, index);
    }

    private void register(String service, String instance, long sequence, long secondsAfterNoon) throws Exception {
        HttpResponse<String> put = registry.put(
                "/v1/services/" + service + "/instances/" + instance,
                announce(service, instance, sequence, secondsAfterNoon));
        assertThat(put.statusCode()).as(put.body()).isIn(200, 201);
    }
}
