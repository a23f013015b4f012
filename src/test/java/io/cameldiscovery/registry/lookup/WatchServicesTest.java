package io.cameldiscovery.registry.lookup;

import static io.cameldiscovery.registry.Samples.NOON;
import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.goodbye;
import static io.cameldiscovery.registry.Samples.record;
import static io.cameldiscovery.testing.Eventually.eventually;
import static io.cameldiscovery.testing.Eventually.still;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.testing.TestRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Those who wait for a change, by a request that is held back or by a stream of events. */
class WatchServicesTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    private TestRegistry registry;

    private void start(int most, int mostOfOne, Duration heartbeat) throws Exception {
        registry = new TestRegistry(
                Samples::judge,
                new MemoryLeaseStore(),
                new WatchSettings(Duration.ofMinutes(1), heartbeat, most, mostOfOne));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void holdsARequestBackUntilAnInstanceComes() throws Exception {
        start(10, 10, SHORT);
        long index = index(registry.get("/v1/services/orders"));

        CompletableFuture<HttpResponse<String>> waiting =
                registry.ask("/v1/services/orders?index=" + index + "&wait=60s");
        eventually(() -> assertThat(registry.watches()).isEqualTo(1));
        register("bills", "a", 1, 0);
        still(() -> assertThat(waiting).isNotDone());
        register("orders", "a", 1, 0);

        HttpResponse<String> answer = waiting.get(30, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(announce("orders", "a", 1, 0));
        assertThat(index(answer)).isGreaterThan(index);
        eventually(() -> assertThat(registry.watches()).isZero());
    }

    @Test
    void holdsARequestBackThroughRenewals() throws Exception {
        start(10, 10, SHORT);
        register("orders", "a", 1, 0);
        long index = index(registry.get("/v1/services/orders"));

        CompletableFuture<HttpResponse<String>> waiting =
                registry.ask("/v1/services/orders?index=" + index + "&wait=60s");
        eventually(() -> assertThat(registry.watches()).isEqualTo(1));
        register("orders", "a", 1, 60);
        still(() -> assertThat(waiting).isNotDone());
        registry.leases.changes().stateChanged(new ServiceName("orders"));

        assertThat(waiting.get(30, TimeUnit.SECONDS).body()).contains(announce("orders", "a", 1, 60));
    }

    @Test
    void answersWhenTheTimeIsOverAsIfNobodyHadWaited() throws Exception {
        start(10, 10, SHORT);
        register("orders", "a", 1, 0);
        HttpResponse<String> first = registry.get("/v1/services/orders");

        HttpResponse<String> second = registry.get("/v1/services/orders?index=" + index(first) + "&wait=50ms");

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(index(second)).isEqualTo(index(first));
        HttpResponse<String> same = registry.get(
                "/v1/services/orders?index=" + index(first) + "&wait=50ms",
                "If-None-Match",
                first.headers().firstValue("ETag").orElseThrow());
        assertThat(same.statusCode()).isEqualTo(304);
    }

    @Test
    void answersAtOnceWhoeverKnowsSomethingElse() throws Exception {
        start(0, 0, SHORT);
        register("orders", "a", 1, 0);
        long index = index(registry.get("/v1/services/orders"));

        for (long other : new long[] {0, 1, index - 1, index + 1}) {
            assertThat(index(registry.get("/v1/services/orders?index=" + other)))
                    .isEqualTo(index);
        }
    }

    @Test
    void missesNoChangeHoweverFastTheyCome() throws Exception {
        start(10, 10, Duration.ofMinutes(1));
        int last = 2000;
        try (EventReader events = new EventReader(registry.port(), "/v1/services/orders")) {
            CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
                for (int sequence = 1; sequence <= last; sequence++) {
                    registry.leases.grant(
                            record("orders", "a", sequence, NOON, Duration.ofMinutes(10)),
                            announce("orders", "a", sequence, 0),
                            "key-1");
                }
            });
            String awaited = announce("orders", "a", last, 0) + '"';
            HttpResponse<String> answer = registry.get("/v1/services/orders");
            while (!answer.body().contains(awaited)) {
                // A change that is missed would be waited for longer than this test has.
                answer = registry.ask("/v1/services/orders?wait=60s&index=" + index(answer))
                        .get(30, TimeUnit.SECONDS);
            }
            EventReader.Event event = events.next();
            while (!event.data().contains(awaited)) {
                event = events.next();
            }
            assertThat(event.name()).isIn("instances", "up", "changed");
            changes.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void holdsTheListBackUntilItShowsSomethingElse() throws Exception {
        start(10, 10, SHORT);
        register("orders", "a", 1, 0);
        long index = index(registry.get("/v1/services"));

        CompletableFuture<HttpResponse<String>> waiting = registry.ask("/v1/services?index=" + index);
        eventually(() -> assertThat(registry.watches()).isEqualTo(1));
        register("orders", "a", 2, 0);
        still(() -> assertThat(waiting).isNotDone());
        register("orders", "b", 1, 0);

        assertThat(waiting.get(30, TimeUnit.SECONDS).body()).contains("\"instances\":2");
    }

    @Test
    void turnsAwayMoreThanMayWatch() throws Exception {
        start(2, 1, SHORT);
        CompletableFuture<HttpResponse<String>> waiting = hold();

        HttpResponse<String> refused = registry.get("/v1/services/orders?index=" + knownIndex());
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("/problems/too-many-watches");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        try (EventReader events = new EventReader(registry.port(), "/v1/services/orders")) {
            assertThat(events.status()).contains(" 429 ");
        }
        assertThat(registry.get("/v1/services/orders").statusCode())
                .as("a plain lookup")
                .isEqualTo(404);
        register("orders", "a", 1, 0);
        assertThat(waiting.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void turnsAwayMoreThanMayWatchInAll() throws Exception {
        start(0, 1, SHORT);

        HttpResponse<String> refused = registry.get("/v1/services/orders?index=" + knownIndex());

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("/problems/watches-full");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void makesRoomWhenAClientLeaves() throws Exception {
        start(1, 1, Duration.ofMinutes(1));
        try (EventReader unused = new EventReader(registry.port(), "/v1/services/orders?index=" + knownIndex())) {
            eventually(() -> assertThat(registry.watches()).isEqualTo(1));
        }
        eventually(() -> assertThat(registry.watches()).isZero());
    }

    @Test
    void sendsWhatIsThereAndThenEachChange() throws Exception {
        start(10, 10, Duration.ofMinutes(1));
        register("orders", "a", 1, 0);
        try (EventReader events = new EventReader(registry.port(), "/v1/services/orders")) {
            assertThat(events.status()).contains(" 200 ");
            EventReader.Event all = events.next();
            assertThat(all.name()).isEqualTo("instances");
            assertThat(all.id()).isEqualTo(String.valueOf(index(registry.get("/v1/services/orders"))));
            assertThat(all.data()).contains(announce("orders", "a", 1, 0));

            register("orders", "b", 1, 0);
            EventReader.Event up = events.next();
            assertThat(up.name()).isEqualTo("up");
            assertThat(new JsonMapper().readTree(up.data()).get("token").textValue())
                    .isEqualTo(announce("orders", "b", 1, 0));
            assertThat(Long.parseLong(up.id())).isGreaterThan(Long.parseLong(all.id()));

            register("orders", "b", 1, 60);
            register("orders", "b", 2, 0);
            assertThat(events.next().name()).as("a renewal is none").isEqualTo("changed");

            registry.delete(path("orders", "a"), goodbye("orders", "a", 1, 0));
            EventReader.Event gone = events.next();
            assertThat(gone.name()).isEqualTo("gone");
            assertThat(gone.data()).isEqualTo("{\"instance\":\"a\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/event-stream                              | text/event-stream",
                "Text/Event-Stream; charset=utf-8               | text/event-stream",
                "text/event-stream, application/json;q=0.5      | text/event-stream",
                "text/html, text/event-stream, */*;q=0.1        | text/event-stream",
                "application/json, text/event-stream           | text/event-stream",
                "application/json;q=0.9, text/event-stream;q=0.1 | application/json",
                "text/event-stream; q=0, */*                    | application/json",
                "text/event-stream;q=0.000;a=b                  | application/json",
                "text/event-stream;q=much                       | text/event-stream",
                "text/html                                      | application/json"
            })
    void opensAStreamForThoseWhoWouldRatherHaveOne(String accept, String type) throws Exception {
        start(9, 9, Duration.ofSeconds(15));
        try (Socket socket = new Socket("127.0.0.1", registry.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET /v1/services HTTP/1.1\r\nHost: r\r\nAccept: " + accept + "\r\n\r\n").getBytes(UTF_8));
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            List<String> head = new ArrayList<>();
            for (String line = answer.readLine(); !line.isEmpty(); line = answer.readLine()) {
                head.add(line);
            }
            assertThat(head).startsWith("HTTP/1.1 200 OK").contains("Content-Type: " + type);
        }
    }

    @Test
    void looksIntoRecordsForAStreamElsewhereThanOnAnEventLoop() throws Exception {
        start(10, 10, SHORT);
        register("orders", "a", 1, 0);

        try (EventReader events = new EventReader(registry.port(), "/v1/services/orders?region=region-a")) {
            assertThat(events.next().name()).isEqualTo("instances");
            register("orders", "b", 1, 0);
            register("orders", "a", 2, 0);
            assertThat(events.next().name()).isEqualTo("changed");
        }

        assertThat(registry.openers).isNotEmpty().noneMatch(thread -> thread.contains("eventloop"));
    }

    @Test
    void sendsEachChangeOfTheListOfServices() throws Exception {
        start(10, 10, Duration.ofMinutes(1));
        try (EventReader events = new EventReader(registry.port(), "/v1/services")) {
            assertThat(events.next().name()).isEqualTo("services");
            register("orders", "a", 1, 0);
            assertThat(events.next().data()).isEqualTo("{\"service\":\"orders\",\"instances\":1}");
            register("orders", "b", 1, 0);
            assertThat(events.next().name()).isEqualTo("changed");
            registry.delete(path("orders", "a"), goodbye("orders", "a", 1, 0));
            assertThat(events.next().data()).isEqualTo("{\"service\":\"orders\",\"instances\":1}");
            registry.delete(path("orders", "b"), goodbye("orders", "b", 1, 0));
            assertThat(events.next().name()).isEqualTo("gone");
        }
    }

    @Test
    void goesOnWhereAClientLeftOff() throws Exception {
        start(10, 10, Duration.ofMinutes(1));
        register("orders", "a", 1, 0);
        long index = index(registry.get("/v1/services/orders"));
        try (EventReader events = new EventReader(registry.port(), "/v1/services/orders", "Last-Event-ID: " + index)) {
            assertThat(events.comment()).isEqualTo(": nothing has changed");
            register("orders", "b", 1, 0);
            assertThat(events.next().name()).isEqualTo("up");
        }
        try (EventReader events = new EventReader(registry.port(), "/v1/services/orders", "Last-Event-ID: " + index)) {
            assertThat(events.next().name()).as("it missed something").isEqualTo("instances");
        }
        try (EventReader events = new EventReader(registry.port(), "/v1/services/orders", "Last-Event-ID: x")) {
            assertThat(events.status()).contains(" 400 ");
        }
    }

    @Test
    void showsThatAStreamLives() throws Exception {
        start(10, 10, SHORT);
        try (EventReader events = new EventReader(registry.port(), "/v1/services/orders")) {
            assertThat(events.next().name()).isEqualTo("instances");
            assertThat(events.comment()).isEqualTo(":");
            assertThat(events.comment()).isEqualTo(":");
        }
    }

    @Test
    void cutsOffAClientThatDoesNotRead() throws Exception {
        start(10, 10, SHORT);
        AtomicInteger sequence = new AtomicInteger();
        try (EventReader unused = new EventReader(registry.port(), "/v1/services/orders");
                EventReader reads = new EventReader(registry.port(), "/v1/services")) {
            eventually(() -> assertThat(registry.watches()).isEqualTo(2));
            eventually(() -> {
                String large = "x".repeat(1_000_000);
                registry.leases.grant(
                        record("orders", "a", sequence.incrementAndGet(), NOON, Duration.ofMinutes(10)),
                        large,
                        "key-1");
                assertThat(registry.watches()).isEqualTo(1);
            });
            assertThat(reads.next().name()).isEqualTo("services");
            assertThat(reads.next().name()).isEqualTo("up");
        }
    }

    @Test
    void endsProperlyWhenTheRegistryStops() throws Exception {
        start(10, 10, Duration.ofMinutes(1));
        CompletableFuture<HttpResponse<String>> waiting = hold();
        try (EventReader events = new EventReader(registry.port(), "/v1/services/orders")) {
            assertThat(events.next().name()).isEqualTo("instances");

            registry.close();

            assertThat(events.comment()).isEqualTo(": the registry stops");
            assertThat(events.isAtItsEnd()).isTrue();
            assertThat(waiting.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
        }
    }

    private CompletableFuture<HttpResponse<String>> hold() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                registry.ask("/v1/services/orders?wait=60s&index=" + knownIndex());
        eventually(() -> assertThat(registry.watches()).isEqualTo(1));
        return waiting;
    }

    private long knownIndex() throws Exception {
        return index(registry.get("/v1/services/orders"));
    }

    private void register(String service, String instance, long sequence, long secondsAfterNoon) throws Exception {
        HttpResponse<String> put =
                registry.put(path(service, instance), announce(service, instance, sequence, secondsAfterNoon));
        assertThat(put.statusCode()).as(put.body()).isIn(200, 201);
    }

    private static String path(String service, String instance) {
        return "/v1/services/" + service + "/instances/" + instance;
    }

    private static long index(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("X-Discovery-Index").orElseThrow();
    }
}
