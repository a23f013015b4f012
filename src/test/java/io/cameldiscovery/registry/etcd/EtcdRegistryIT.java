package io.cameldiscovery.registry.etcd;

import static io.cameldiscovery.registry.Samples.announce;
import static io.cameldiscovery.registry.Samples.goodbye;
import static io.cameldiscovery.registry.Samples.signedBy;
import static io.cameldiscovery.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cameldiscovery.registry.InstanceState;
import io.cameldiscovery.registry.LeaseSettings;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.OutageSettings;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.PartitionGuardSettings;
import io.cameldiscovery.registry.Samples;
import io.cameldiscovery.testing.EtcdCluster;
import io.cameldiscovery.testing.Forwarder;
import io.cameldiscovery.testing.LogOf;
import io.cameldiscovery.testing.RegistryCalls;
import io.cameldiscovery.timing.MonotonicClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries over one etcd cluster of three members, which are killed, paused and started again. */
class EtcdRegistryIT {

    private static final AtomicInteger PREFIX = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static EtcdCluster etcd;

    private final List<Node> nodes = new ArrayList<>();
    private final String prefix = "registry" + PREFIX.incrementAndGet();
    private Node one;
    private Node two;

    @BeforeAll
    static void start() {
        etcd = EtcdCluster.start(folder, 3);
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    @BeforeEach
    void startNodes() {
        etcd.leader();
        one = new Node(etcd.endpoints());
        two = new Node(etcd.endpoints());
    }

    @AfterEach
    void closeNodes() {
        nodes.forEach(Node::close);
        etcd.startAll();
    }

    @Test
    void servesTheSameAnswersFromEachRegistry() {
        one.register("a", 1);
        two.register("b", 1);
        eventually(() -> assertSame(Set.of("a", "b")));

        assertThat(two.say(announce("orders", "a", 0, 0), "a")).isEqualTo("OLDER");
        assertThat(two.say(signedBy("key-2", announce("orders", "a", 1, 60)), "a"))
                .isEqualTo("CONFLICTING_KEY");
        two.register("a", 2);
        eventually(() -> assertThat(one.tokens()).contains(announce("orders", "a", 2, 0)));
        assertThat(two.withdraw("a", 3)).isEqualTo("Withdrawn");

        eventually(() -> assertSame(Set.of("b")));
        assertThat(one.say(announce("orders", "a", 2, 0), "a")).isEqualTo("OLDER");
    }

    @Test
    void agreesOnOneOfTheStatementsThatReachTwoRegistriesAtOnce() {
        for (int i = 0; i < 30; i++) {
            String id = "i" + i;
            CompletableFuture<Outcome> first = CompletableFuture.supplyAsync(
                    () -> one.registry.register(announce("orders", id, 1, 0), "orders", id));
            CompletableFuture<Outcome> second = CompletableFuture.supplyAsync(
                    () -> two.registry.register(signedBy("key-2", announce("orders", id, 1, 30)), "orders", id));
            List<String> answers = List.of(word(first.join()), word(second.join()));

            assertThat(answers).containsExactlyInAnyOrder("Registered", "CONFLICTING_KEY");
        }
        eventually(() -> assertThat(one.tokens()).hasSize(30).isEqualTo(two.tokens()));
    }

    @Test
    void takesUpWhatOthersRegisteredBeforeItStarted() {
        one.register("a", 1);

        Node late = new Node(etcd.endpoints());

        assertThat(late.instances()).containsExactly("a");
        assertThat(late.say(announce("orders", "a", 0, 0), "a")).isEqualTo("OLDER");
    }

    @Test
    void losesNothingAndGoesOnWhenTheLeaderIsKilled() {
        Load load = new Load();
        load.awaitProgress();
        int leader = etcd.leader();
        etcd.kill(leader);
        load.note("the leader was killed");
        load.awaitProgress();
        load.end();

        eventually(() -> assertSame(load.acknowledged));
        assertThat(new Node(etcd.endpoints()).instances()).containsAll(load.acknowledged);
        assertThat(load.gaps()).isZero();
    }

    @Test
    void losesNothingAndGoesOnWhenTheLeaderIsPaused() {
        Load load = new Load();
        load.awaitProgress();
        int leader = etcd.leader();
        etcd.pause(leader);
        try {
            load.note("the leader was paused");
            load.awaitProgress();
        } finally {
            etcd.goOn(leader);
        }
        load.awaitProgress();
        load.end();

        eventually(() -> assertSame(load.acknowledged));
        assertThat(new Node(etcd.endpoints()).instances()).containsAll(load.acknowledged);
        assertThat(load.gaps()).isZero();
    }

    @Test
    void answersLookupsWithoutEtcdAndConvergesWhenItIsBack() {
        one.register("a", 1);
        eventually(() -> assertSame(Set.of("a")));

        etcd.killAll();
        assertThat(one.say(announce("orders", "b", 1, 0), "b")).isEqualTo("STORE_UNAVAILABLE");
        eventually(() -> assertThat(one.say(announce("orders", "c", 1, 0), "c")).isEqualTo("STORE_UNAVAILABLE"));
        assertThat(one.withdraw("a", 2)).isEqualTo("STORE_UNAVAILABLE");
        assertThat(two.instances()).contains("a");
        etcd.startAll();

        eventually(() -> assertThat(two.say(announce("orders", "d", 1, 0), "d")).isEqualTo("Registered"));
        eventually(() -> assertThat(one.say(announce("orders", "e", 1, 0), "e")).isEqualTo("Registered"));
        eventually(() -> {
            one.leases.expire();
            two.leases.expire();
            assertThat(one.instances()).contains("d", "e").isEqualTo(two.instances());
            assertThat(new TreeSet<>(one.instances())).isEqualTo(kept());
        });
    }

    @Test
    void showsWhatItHasAsStaleWhileTheMajorityIsStoppedAndAsAliveAfterwards() {
        one.register("a", 1);
        eventually(() -> assertSame(Set.of("a")));
        assertThat(one.states()).containsExactly(InstanceState.ALIVE);

        etcd.kill(0);
        etcd.kill(1);
        eventually(() -> assertThat(one.states()).containsExactly(InstanceState.STALE));
        eventually(() -> assertThat(two.states()).containsExactly(InstanceState.STALE));
        assertThat(one.say(announce("orders", "a", 2, 0), "a")).isEqualTo("STORE_UNAVAILABLE");
        assertThat(one.instances()).containsExactly("a");
        etcd.startAll();

        eventually(() -> assertThat(one.say(announce("orders", "a", 2, 0), "a")).isEqualTo("Registered"));
        eventually(() -> assertThat(one.states()).containsExactly(InstanceState.ALIVE));
        eventually(() -> assertThat(two.states()).containsExactly(InstanceState.ALIVE));
        eventually(() -> assertThat(two.tokens()).containsExactly(announce("orders", "a", 2, 0)));
    }

    @Test
    void catchesUpWhenWhatItMissedIsCompactedAway() {
        try (Forwarder road = new Forwarder(etcd.endpoints().get(0).getPort());
                LogOf log = LogOf.infoAndAbove("io.cameldiscovery.registry.etcd")) {
            Node far = new Node(List.of(road.url()));
            one.register("gone", 1);
            one.register("stays", 1);
            one.register("changes", 1);
            eventually(() -> assertThat(far.instances()).containsExactly("changes", "gone", "stays"));

            one.registry.drain("orders", "stays");
            eventually(() -> assertThat(far.leases.drains().size()).isEqualTo(1));

            road.cut();
            one.registry.undrain("orders", "stays");
            one.registry.drain("orders", "changes");
            one.withdraw("gone", 2);
            one.register("changes", 2);
            one.register("new", 1);
            etcd.compact();
            assertThat(far.instances()).containsExactly("changes", "gone", "stays");
            road.mend();

            eventually(() -> assertThat(far.tokens()).isEqualTo(one.tokens()).hasSize(3));
            eventually(() -> assertThat(log.lines()).anyMatch(line -> line.contains("read anew")));
            eventually(() -> assertThat(far.states())
                    .as("changes, new, stays")
                    .containsExactly(InstanceState.DRAINING, InstanceState.ALIVE, InstanceState.ALIVE));
            one.register("after", 1);
            eventually(() -> assertThat(far.instances()).contains("after"));
            far.register("own", 1);
            eventually(() -> assertThat(one.instances()).contains("own"));
        }
    }

    @Test
    void drainsEverywhereWhatAnOperatorDrainsAtOneRegistry() {
        one.register("a", 1);
        eventually(() -> assertSame(Set.of("a")));

        assertThat(word(two.registry.drain("orders", "a"))).isEqualTo("Drained");
        assertThat(two.states()).as("at once where it was said").containsExactly(InstanceState.DRAINING);
        eventually(() -> assertThat(one.states()).containsExactly(InstanceState.DRAINING));

        one.withdraw("a", 2);
        one.register("a", 3);
        assertThat(one.states()).as("outlives the lease").containsExactly(InstanceState.DRAINING);
        assertThat(new Node(etcd.endpoints()).states()).containsExactly(InstanceState.DRAINING);

        assertThat(word(one.registry.undrain("orders", "a"))).isEqualTo("Undrained");
        eventually(() -> assertThat(two.states()).containsExactly(InstanceState.ALIVE));
    }

    @Test
    void drainsNobodyWhileEtcdIsAway() {
        one.register("a", 1);
        etcd.killAll();
        try {
            assertThat(word(one.registry.drain("orders", "a"))).isEqualTo("STORE_UNAVAILABLE");
            assertThat(one.states()).containsExactly(InstanceState.ALIVE);
        } finally {
            etcd.startAll();
        }
        eventually(() -> assertThat(word(one.registry.drain("orders", "a"))).isEqualTo("Drained"));
    }

    @Test
    void endsALeaseEverywhereThatAnOperatorDeletes() {
        one.register("a", 1);
        eventually(() -> assertSame(Set.of("a")));

        etcd.ctl("del", prefix + "/v1/lease/orders/a");

        eventually(() -> assertSame(Set.of()));
    }

    private Set<String> kept() {
        Set<String> kept = new TreeSet<>();
        try (Node fresh = new Node(etcd.endpoints())) {
            kept.addAll(fresh.instances());
        }
        return kept;
    }

    private void assertSame(Set<String> instances) {
        assertThat(new TreeSet<>(one.instances())).isEqualTo(new TreeSet<>(instances));
        assertThat(two.tokens()).isEqualTo(one.tokens());
    }

    private static String word(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                ? refused.problem().name()
                : outcome.getClass().getSimpleName();
    }

    /** One instance after the other registers, at two registries in turn, while others look up all that were taken. */
    private final class Load {

        private final ConcurrentSkipListSet<String> acknowledged = new ConcurrentSkipListSet<>();
        private final AtomicInteger missing = new AtomicInteger();
        private final AtomicInteger lookups = new AtomicInteger();
        private final AtomicLong longestPause = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();
        private volatile String happened = "";
        private volatile boolean over;

        Load() {
            for (int i = 0; i < 2; i++) {
                int lane = i;
                start(() -> register(lane));
            }
            start(this::lookUp);
        }

        private void start(Runnable task) {
            Thread thread = new Thread(task, "load");
            threads.add(thread);
            thread.start();
        }

        private void register(int lane) {
            Node node = lane == 0 ? one : two;
            long lastTaken = System.nanoTime();
            for (int i = 0; !over; i++) {
                String id = "l" + lane + "n" + i;
                while (!over && !node.say(announce("orders", id, 1, 0), id).equals("Registered")) {
                    Thread.onSpinWait();
                }
                if (!over) {
                    long now = System.nanoTime();
                    longestPause.accumulateAndGet(now - lastTaken, Math::max);
                    lastTaken = now;
                    acknowledged.add(id);
                }
            }
        }

        private void lookUp() {
            while (!over) {
                Set<String> before = Set.copyOf(acknowledged);
                Set<String> shown = new TreeSet<>(one.instances());
                shown.addAll(two.instances());
                missing.addAndGet(shown.containsAll(before) ? 0 : 1);
                lookups.incrementAndGet();
            }
        }

        void note(String what) {
            happened = what;
            longestPause.set(0);
        }

        /** Waits until both lanes have got some further. */
        void awaitProgress() {
            int lookedUp = lookups.get();
            for (String lane : List.of("l0", "l1")) {
                long taken = taken(lane);
                eventually(() -> assertThat(taken(lane)).isGreaterThan(taken + 20));
            }
            assertThat(lookups.get()).isGreaterThan(lookedUp);
        }

        private long taken(String lane) {
            return acknowledged.stream().filter(id -> id.startsWith(lane)).count();
        }

        int gaps() {
            return missing.get();
        }

        void end() {
            over = true;
            threads.forEach(thread -> {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            // The last ones may have been taken without being counted.
            acknowledged.addAll(one.instances());
            acknowledged.addAll(two.instances());
            System.out.printf(
                    "%s: registrations at one registry paused for at most %d ms; %d were taken, %d lookups went on%n",
                    happened, longestPause.get() / 1_000_000, acknowledged.size(), lookups.get());
        }
    }

    /** A registry. */
    private final class Node implements AutoCloseable {

        private final EtcdLeaseStore store;
        private final Leases leases;
        private final RegistryCalls registry;

        Node(List<URI> endpoints) {
            store = EtcdLeaseStore.open(new EtcdSettings(
                    endpoints,
                    prefix,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofHours(1),
                    10_000));
            nodes.add(this);
            LeaseSettings terms = new LeaseSettings(
                    Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ofHours(1), 3, 1_000_000, 1_000_000);
            OutageSettings outage = new OutageSettings(Duration.ofMillis(500), Duration.ofHours(1));
            leases = new Leases(
                    terms, PartitionGuardSettings.OFF, outage, store, MonotonicClock.system(), Clock.systemUTC());
            leases.restore();
            registry = new RegistryCalls(Samples::judge, leases, Duration.ofSeconds(5), Duration.ofSeconds(1));
        }

        void register(String instance, long sequence) {
            assertThat(say(announce("orders", instance, sequence, 0), instance)).isEqualTo("Registered");
        }

        String withdraw(String instance, long sequence) {
            return word(registry.withdraw(goodbye("orders", instance, sequence, 0), "orders", instance));
        }

        String say(String token, String instance) {
            return word(registry.register(token, "orders", instance));
        }

        List<String> tokens() {
            return registry.lookUp("orders") instanceof Outcome.Found found
                    ? found.instances().stream().map(Outcome.Instance::token).toList()
                    : List.of();
        }

        List<InstanceState> states() {
            return registry.lookUp("orders") instanceof Outcome.Found found
                    ? found.instances().stream().map(Outcome.Instance::state).toList()
                    : List.of();
        }

        List<String> instances() {
            return registry.lookUp("orders") instanceof Outcome.Found found
                    ? found.instances().stream()
                            .map(instance -> instance.instance().value())
                            .toList()
                    : List.of();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
