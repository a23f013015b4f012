package io.cameldiscovery.registry.lookup;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.testing.TestRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is read while so many registrations wait for the store that they hold all threads of routes. */
class HangingStoreTest {

    /** The threads of routes, all of which wait. */
    private static final int THREADS = 64;

    @Test
    void whatIsReadDoesNotWaitForRegistrationsThatWaitForTheStore() throws Exception {
        Hanging store = new Hanging();
        try (TestRegistry registry = new TestRegistry(Samples::judge, store)) {
            registry.put("/v1/services/orders/instances/a", announce("orders", "a", 1, 0));
            store.hangs = true;
            List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, 2 * THREADS)
                    .mapToObj(i -> register(registry.port(), announce("orders", "a", 1, 0)))
                    .toList();
            eventually(() -> assertThat(store.waiting).hasValueGreaterThanOrEqualTo(THREADS));

            for (String path : List.of(
                    "/v1/services/orders?region=region-a",
                    "/v1/services",
                    "/v1/health/service/orders",
                    "/v1/prometheus/targets",
                    "/v1/prometheus/targets?service=orders")) {
                assertThat(registry.get(path).statusCode()).as(path).isEqualTo(200);
                assertThat(waiting).as(path).noneMatch(CompletableFuture::isDone);
            }
            store.end.complete(null);
            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();
        }
    }

    private static CompletableFuture<HttpResponse<String>> register(int port, String token) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .sendAsync(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + port + "/v1/services/orders/instances/a"))
                                .timeout(Duration.ofSeconds(60))
                                .header("Content-Type", "application/jwt")
                                .PUT(BodyPublishers.ofString(token))
                                .build(),
                        BodyHandlers.ofString());
    }

    /** In memory, until it hangs. */
    private static final class Hanging implements LeaseStore {

        private final MemoryLeaseStore memory = new MemoryLeaseStore();
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final AtomicInteger waiting = new AtomicInteger();
        private volatile boolean hangs;

        @Override
        public List<StoredLease> load() {
            return memory.load();
        }

        @Override
        public CompletableFuture<Void> save(StoredLease lease) {
            if (!hangs) {
                return memory.save(lease);
            }
            waiting.incrementAndGet();
            return end;
        }

        @Override
        public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
            return memory.remove(keys);
        }

        @Override
        public DrainStore drains() {
            return memory.drains();
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
