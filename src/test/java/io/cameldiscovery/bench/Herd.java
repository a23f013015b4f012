package io.cameldiscovery.bench;

import io.cameldiscovery.catalogue.EndpointTemplate;
import io.cameldiscovery.catalogue.Offer;
import io.cameldiscovery.catalogue.OwnInstances;
import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.LeaseSettings;
import io.cameldiscovery.registry.Leases;
import io.cameldiscovery.registry.OutageSettings;
import io.cameldiscovery.registry.Outcome;
import io.cameldiscovery.registry.Pacing;
import io.cameldiscovery.registry.PartitionGuardSettings;
import io.cameldiscovery.registry.Registry;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.MemoryLeaseStore;
import io.cameldiscovery.server.Registration;
import io.cameldiscovery.server.RegistrationSettings;
import io.cameldiscovery.testing.HandClock;
import io.cameldiscovery.testing.RegistryCalls;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.token.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Many servers and one registry, which goes away and comes back, in virtual time. Registry, leases, pacing and the
 * servers' registrations are the product's own classes; only network and signatures are left out. One thread.
 */
public final class Herd {

    private static final Duration LEASE = Duration.ofMinutes(30);
    private static final Duration RENEWAL = Duration.ofMinutes(10);
    private static final ServiceName SERVICE = new ServiceName("orders");

    /**
     * What came of it.
     *
     * @param steady requests a second before
     * @param perSecond requests in each second after the registry was back
     * @param lost leases that ended though their servers live
     * @param deferred requests that were told to come later
     * @param backAfter when all servers had renewed
     */
    public record Result(double steady, int[] perSecond, int lost, int deferred, Duration backAfter) {

        /** The most in one of the windows of so many seconds, of the steady rate. */
        public double peak(int window) {
            int most = 0;
            for (int from = 0; from + window <= perSecond.length; from++) {
                most = Math.max(
                        most, Arrays.stream(perSecond, from, from + window).sum());
            }
            return most / (double) window / steady;
        }
    }

    private record Due(long at, Server server) {}

    private final HandClock clock = new HandClock();
    private final Random random;
    private final Jitter jitter;
    private final double leastRate;
    private final LeaseStore store;
    private final List<Server> servers = new ArrayList<>();
    private final PriorityQueue<Due> schedule = new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));
    private long elapsed;
    private ServiceRecord onItsWay;
    private RegistryCalls registry;
    private Leases leases;

    private long countFrom = Long.MAX_VALUE;
    private int[] perSecond = new int[0];
    private int renewed;
    private int lost;
    private int deferred;
    private long lastBack;

    /** @param leastRate what the registry takes in any case, a second */
    public Herd(int size, double leastRate, long seed) {
        this.random = new Random(seed);
        this.jitter = new Jitter(random);
        this.leastRate = leastRate;
        this.store = new MemoryLeaseStore();
        registry = open(store);
        for (int i = 0; i < size; i++) {
            Server server = new Server("s" + i);
            servers.add(server);
            schedule.add(new Due((long) (random.nextDouble() * RENEWAL.toNanos()), server));
        }
    }

    private RegistryCalls open(LeaseStore from) {
        LeaseSettings terms =
                new LeaseSettings(LEASE, Duration.ofMinutes(1), Duration.ofHours(25), 3, 10_000_000, 10_000_000);
        leases = new Leases(terms, PartitionGuardSettings.OFF, OutageSettings.NONE, from, clock, clock);
        leases.restore();
        return new RegistryCalls(
                token -> new Verdict.Trusted(new Announcement(onItsWay), "key", token, true),
                new Registry(leases, Duration.ofSeconds(5), Duration.ofSeconds(5), new Pacing(leastRate, clock)));
    }

    /**
     * Runs until all is steady, takes the registry away for that long, and watches what comes when it is back.
     *
     * @param keeps whether the registry knows its leases after the restart
     * @param retry how the servers come again, or null for as the product does
     */
    public Result restart(Duration outage, Duration watched, boolean keeps, Duration retry) {
        run(Duration.ofMinutes(15), true, null);
        perSecond = new int[(int) Duration.ofMinutes(20).toSeconds() + 1];
        countFrom = elapsed;
        run(Duration.ofMinutes(20), true, null);
        double steady =
                Arrays.stream(perSecond).sum() / (double) Duration.ofMinutes(20).toSeconds();

        countFrom = Long.MAX_VALUE;
        leases.expire();
        run(outage, false, retry);
        registry = open(keeps ? store : new MemoryLeaseStore());
        perSecond = new int[(int) watched.toSeconds() + 1];
        lost = 0;
        deferred = 0;
        renewed = 0;
        servers.forEach(server -> server.renewed = false);
        countFrom = elapsed;
        run(watched, true, retry);
        int[] counted = Arrays.copyOf(perSecond, perSecond.length - 1);
        return new Result(
                steady,
                counted,
                lost,
                deferred,
                Duration.ofNanos(renewed == servers.size() ? lastBack - countFrom : -1));
    }

    private void run(Duration time, boolean up, Duration retry) {
        long end = elapsed + time.toNanos();
        while (!schedule.isEmpty() && schedule.peek().at() < end) {
            Due due = schedule.poll();
            clock.forward(Duration.ofNanos(due.at() - elapsed));
            elapsed = due.at();
            due.server().act(up, retry);
        }
        clock.forward(Duration.ofNanos(end - elapsed));
        elapsed = end;
    }

    private void arrived(Server server, boolean first) {
        if (first && server.renewedOnce) {
            lost++;
        }
        server.renewedOnce = true;
        if (!server.renewed) {
            server.renewed = true;
            renewed++;
            lastBack = elapsed;
        }
    }

    private final class Server {

        private final String id;
        private final Registration registration;
        private boolean renewed;
        private boolean renewedOnce;

        Server(String id) {
            this.id = id;
            OwnInstances own = new OwnInstances(new InstanceId(id), 1, null, clock);
            own.offer(new Offer(SERVICE, List.of(new EndpointTemplate("http://10.7.0.5:8080/")), Map.of()));
            this.registration = new Registration(
                    own,
                    new RegistrationSettings(LEASE, Duration.ofSeconds(15), Duration.ofMillis(500), 0.1),
                    jitter,
                    clock);
        }

        void act(boolean up, Duration retry) {
            for (Announcement announcement : registration.due()) {
                ServiceRecord record = announcement.record();
                if (up) {
                    register(record);
                } else if (retry == null) {
                    registration.outOfReach(record, "is away");
                }
            }
            Duration wait = registration.untilDue();
            if (!up && retry != null) {
                wait = jitter.around(retry, 0.1);
            }
            schedule.add(new Due(elapsed + wait.toNanos(), this));
        }

        private void register(ServiceRecord record) {
            if (elapsed >= countFrom) {
                perSecond[(int) ((elapsed - countFrom) / 1_000_000_000L)]++;
            }
            onItsWay = record;
            Outcome outcome = registry.register("token", SERVICE.value(), id);
            if (outcome instanceof Outcome.Registered registered) {
                arrived(this, registered.first());
                registration.registered(record, "registry", registered.lease(), registered.renewAfter());
            } else if (outcome instanceof Outcome.Refused refused && refused.retryAfter() != null) {
                deferred++;
                registration.postponed(record, refused.retryAfter());
            } else {
                throw new IllegalStateException("unexpected: " + outcome);
            }
        }
    }

    /** Prints a table: {@code Herd [servers]}. */
    public static void main(String[] arguments) {
        Configurator.setRootLevel(Level.OFF);
        int size = arguments.length == 0 ? 60_000 : Integer.parseInt(arguments[0]);
        boolean met = true;
        System.out.printf(
                "%d servers, leases of 30 min, renewed after about 10: %.0f requests a second%n", size, size / 600.0);
        System.out.println(
                "outage   registry   servers              peak of 1 s   of 10 s   deferred   leases lost   all back after");
        for (Duration outage :
                List.of(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(20), Duration.ofHours(2))) {
            met &= print(size, outage, true, null);
        }
        met &= print(size, Duration.ofMinutes(5), false, null);
        print(size, Duration.ofMinutes(5), true, Duration.ofSeconds(15));
        System.out.println("goal: at most twice the steady rate, no lease lost: " + (met ? "met" : "MISSED"));
        System.exit(met ? 0 : 1);
    }

    private static boolean print(int size, Duration outage, boolean keeps, Duration retry) {
        Result result = new Herd(size, size / 600.0, 7).restart(outage, Duration.ofMinutes(40), keeps, retry);
        System.out.printf(
                "%5d s   %-8s   %-18s   x %9.2f   x %5.2f   %8d   %11s   %5d s%n",
                outage.toSeconds(),
                keeps ? "restarts" : "is empty",
                retry == null ? "as the product" : "every " + retry.toSeconds() + " s (foreign)",
                result.peak(1),
                result.peak(10),
                result.deferred(),
                keeps ? String.valueOf(result.lost()) : "all",
                result.backAfter().toSeconds());
        System.out.println("         requests a second, each minute: "
                + IntStream.range(0, 30)
                        .mapToObj(minute ->
                                String.valueOf(Arrays.stream(result.perSecond(), minute * 60, minute * 60 + 60)
                                                .sum()
                                        / 60))
                        .collect(Collectors.joining(" ")));
        return result.peak(1) <= 2 && (!keeps || result.lost() == 0);
    }
}
