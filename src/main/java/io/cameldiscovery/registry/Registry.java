package io.cameldiscovery.registry;

import io.cameldiscovery.message.DiscoveryMessage.Announcement;
import io.cameldiscovery.message.DiscoveryMessage.Goodbye;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.record.Version;
import io.cameldiscovery.registry.store.Drain;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.registry.store.SupersededException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes registrations that are signed by a key with a right to the name, and says who is registered. It hands tokens on
 * as they came: those who ask verify them themselves. Thread-safe. What changes something waits until that is durable, or
 * for the store's time-out.
 */
public final class Registry {

    /** When those should try again, at the earliest, whom the store could not serve. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private static final int MOST_FORGED = 20;
    private static final TokenAdmission.Decision UNCHECKED = new TokenAdmission.Decision.Rejected(new Outcome.Refused(
            Problem.TOO_MANY_FAILURES,
            "not checked, since " + MOST_FORGED + " tokens before it were forged",
            Duration.ofSeconds(1)));

    private final TokenAdmission gate;
    private final Leases leases;
    private final Duration storeTimeout;
    private final Duration retryAfter;
    private final Pacing pacing;

    /**
     * @param storeTimeout how long a request waits for the store, at most
     * @param retryAfter when those should try again whom the store could not serve
     */
    public Registry(TokenCheck check, Leases leases, Duration storeTimeout, Duration retryAfter) {
        this(check, leases, storeTimeout, retryAfter, Pacing.none(leases::now));
    }

    /**
     * @param storeTimeout how long a request waits for the store, at most
     * @param retryAfter when those should try again whom the store could not serve, at the earliest
     * @param pacing spreads registrations
     */
    public Registry(TokenCheck check, Leases leases, Duration storeTimeout, Duration retryAfter, Pacing pacing) {
        this.pacing = pacing;
        this.gate = new TokenAdmission(check);
        this.leases = leases;
        this.storeTimeout = storeTimeout;
        this.retryAfter = retryAfter;
    }

    /**
     * Registers an instance or renews its lease.
     *
     * @param token a signed announcement
     * @param service as the path names it
     * @param instance as the path names it
     * @return {@link Outcome.Registered} once the lease is durable, or {@link Outcome.Refused}; never an exception
     */
    public Outcome register(String token, String service, String instance) {
        return about(service, instance, key -> register(gate.admit(token, key, Announcement.class)));
    }

    private Pending register(TokenAdmission.Decision decision) {
        Duration wait = decision instanceof TokenAdmission.Decision.Admitted admitted ? wait(admitted) : null;
        return wait == null
                ? act(decision, leases::grant)
                : Pending.none(new Outcome.Refused(
                        Problem.BUSY, "come again when Retry-After says; what is registered stays so", wait));
    }

    /** Only what is signed and says something new takes room: nobody can fill it with what anybody can send. */
    private @Nullable Duration wait(TokenAdmission.Decision.Admitted admitted) {
        ServiceRecord record = admitted.record();
        return leases.knows(record, admitted.keyId()) || pacing.takesNow(leases.demand())
                ? null
                : pacing.defer(
                        leases.demand(),
                        leases.left(record.key()),
                        leases.terms().longestRenewal());
    }

    /**
     * Registers many instances or renews their leases. All signatures are checked first, so that the writes wait for the
     * store together and share its transactions. Behind {@value #MOST_FORGED} that do not hold, no more are checked.
     *
     * @param tokens signed announcements
     * @return for each what {@link #register(String, String, String)} would answer; never an exception
     */
    List<Outcome> register(List<String> tokens) {
        ArrayList<TokenAdmission.Decision> decisions = new ArrayList<>(tokens.size());
        int forged = 0;
        for (String token : tokens) {
            TokenAdmission.Decision decision = forged < MOST_FORGED ? gate.admit(token, Announcement.class) : UNCHECKED;
            decisions.add(decision);
            forged += isForged(decision) ? 1 : 0;
        }
        List<Pending> pending = decisions.stream().map(this::register).toList();
        long deadline = System.nanoTime() + storeTimeout.toNanos();
        return pending.stream()
                .map(each -> await(each, deadline - System.nanoTime()))
                .toList();
    }

    private static boolean isForged(TokenAdmission.Decision decision) {
        return decision instanceof TokenAdmission.Decision.Rejected rejected
                && rejected.refusal().problem() == Problem.BAD_SIGNATURE;
    }

    /**
     * Ends the lease of an instance.
     *
     * @param token a signed goodbye
     * @param service as the path names it
     * @param instance as the path names it
     * @return {@link Outcome.Withdrawn} once that is durable, or {@link Outcome.Refused}; never an exception
     */
    public Outcome withdraw(String token, String service, String instance) {
        return about(service, instance, key -> act(gate.admit(token, key, Goodbye.class), leases::end));
    }

    /**
     * Takes an instance out of use that is registered, until that is taken back.
     *
     * @return {@link Outcome.Drained} once that is durable, or {@link Outcome.Refused}; never an exception
     */
    public Outcome drain(String service, String instance) {
        return about(service, instance, this::drain);
    }

    private Pending drain(ServiceRecord.Key key) {
        Drains.Wish wish = leases.drains().drain(key);
        if (wish instanceof Drains.Wish.Drained drained) {
            return new Pending(drained.durable(), new Outcome.Drained(drained.drain()), "");
        } else if (wish instanceof Drains.Wish.Full full) {
            return refused(Problem.TOO_MANY_DRAINED, "it keeps at most " + full.limit() + " drained instances");
        }
        return refused(Problem.UNKNOWN_INSTANCE, "no instance " + key + " is registered");
    }

    /**
     * Takes an instance into use again. It need neither be drained nor registered.
     *
     * @return {@link Outcome.Undrained} once that is durable, or {@link Outcome.Refused}; never an exception
     */
    public Outcome undrain(String service, String instance) {
        return about(
                service, instance, key -> new Pending(leases.drains().undrain(key), new Outcome.Undrained(key), ""));
    }

    /** Some of the instances that are drained, registered or not. */
    public Outcome.Drains drains(ServicePage page) {
        List<Drain> drains = leases.drains().list(page.after(), page.limit());
        boolean full = drains.size() == page.limit();
        String last = full ? drains.get(drains.size() - 1).key().toString() : "";
        boolean more = full && !leases.drains().list(last, 1).isEmpty();
        return new Outcome.Drains(
                drains.stream()
                        .map(drain -> new Outcome.ListedDrain(drain, leases.of(drain.key()) != null))
                        .toList(),
                more ? last : null);
    }

    private Outcome about(String service, String instance, Function<ServiceRecord.Key, Pending> act) {
        ServiceRecord.Key key;
        try {
            key = new ServiceRecord.Key(new ServiceName(service), new InstanceId(instance));
        } catch (IllegalArgumentException notName) {
            return Outcome.Refused.of(Problem.BAD_NAME, String.valueOf(notName.getMessage()));
        }
        return await(act.apply(key), storeTimeout.toNanos());
    }

    /** @return {@link Outcome.Found} or {@link Outcome.Refused} */
    public Outcome lookUp(String service) {
        ServiceName name;
        try {
            name = new ServiceName(service);
        } catch (IllegalArgumentException notName) {
            return Outcome.Refused.of(Problem.BAD_NAME, String.valueOf(notName.getMessage()));
        }
        Outcome.Found found = find(name);
        return found.instances().isEmpty()
                ? Outcome.Refused.of(Problem.UNKNOWN_SERVICE, "no instance of " + name + " is registered")
                : found;
    }

    /** The instances of a service, also if there are none. */
    public Outcome.Found find(ServiceName service) {
        // First the index: a change that comes in between is then seen again, and not missed.
        long index = leases.changes().index(WatchKey.of(service));
        long now = leases.now();
        return new Outcome.Found(
                service,
                index,
                leases.of(service).stream()
                        .map(lease -> shown(lease, leases.state(lease), now))
                        .toList());
    }

    /** All services that have an instance. Where there are many, that takes a while. */
    public Outcome.Listed services() {
        long index = leases.changes().index(WatchKey.SERVICES);
        return new Outcome.Listed(index, leases.services(), null);
    }

    /** One instance. @return {@link Outcome.Single} or {@link Outcome.Refused} */
    public Outcome lookUp(String service, String instance) {
        ServiceRecord.Key key;
        try {
            key = new ServiceRecord.Key(new ServiceName(service), new InstanceId(instance));
        } catch (IllegalArgumentException notName) {
            return Outcome.Refused.of(Problem.BAD_NAME, String.valueOf(notName.getMessage()));
        }
        long index = leases.changes().index(WatchKey.of(key.service()));
        long now = leases.now();
        Lease lease = leases.of(key);
        return lease == null
                ? Outcome.Refused.of(Problem.UNKNOWN_INSTANCE, "no instance " + key + " is registered")
                : new Outcome.Single(key.service(), index, shown(lease, leases.state(lease), now));
    }

    /** The monotonic clock, in nanoseconds, that the ages of instances go by. */
    public long now() {
        return leases.now();
    }

    /** When what is shown changed. */
    public ChangeIndex changes() {
        return leases.changes();
    }

    private static Outcome.Instance shown(Lease lease, InstanceState state, long now) {
        return new Outcome.Instance(
                lease.instance(), lease.version(), lease.token(), state, lease.age(now), lease.remaining(now));
    }

    /** {@link Leases#grant} or {@link Leases#end}. */
    @FunctionalInterface
    private interface Act {
        Grant on(ServiceRecord record, String token, String keyId);
    }

    private Pending act(TokenAdmission.Decision decision, Act act) {
        if (decision instanceof TokenAdmission.Decision.Admitted admitted) {
            return outcome(
                    act.on(admitted.record(), admitted.token(), admitted.keyId()),
                    admitted.record().key(),
                    admitted.keyId());
        }
        return Pending.none(((TokenAdmission.Decision.Rejected) decision).refusal());
    }

    private Pending outcome(Grant grant, ServiceRecord.Key key, String keyId) {
        if (grant instanceof Grant.Granted granted) {
            return new Pending(granted.durable(), registered(granted), keyId);
        } else if (grant instanceof Grant.Ended ended) {
            return new Pending(ended.durable(), new Outcome.Withdrawn(key), keyId);
        } else if (grant instanceof Grant.Older older) {
            return refused(Problem.OLDER, older(key, older.known()));
        } else if (grant instanceof Grant.Conflict conflict) {
            return refused(Problem.CONFLICTING_KEY, conflict(key, conflict));
        } else if (grant instanceof Grant.RegistryFull full) {
            return refused(Problem.REGISTRY_FULL, "it keeps at most " + full.limit() + " instances");
        }
        Grant.ServiceFull full = (Grant.ServiceFull) grant;
        return refused(
                Problem.SERVICE_FULL,
                "of " + key.service() + " and every other service it keeps at most " + full.limit() + " instances");
    }

    private Outcome registered(Grant.Granted granted) {
        Duration left = granted.lease().remaining(leases.now());
        Duration renewAfter = pacing.renewAfter(leases.terms().renewal(left), leases.demand());
        return new Outcome.Registered(granted.lease().key(), granted.first(), left, renewAfter);
    }

    private static String older(ServiceRecord.Key key, Sequence known) {
        return "of " + key + " a statement with sequence " + known
                + " is known: raise the sequence, or sign again if it is the same and was no goodbye";
    }

    private static String conflict(ServiceRecord.Key key, Grant.Conflict conflict) {
        return conflict.knownKey().equals(conflict.otherKey())
                ? "of " + key + " a statement with the same sequence and key " + conflict.knownKey()
                        + " has other endpoints, metadata or region: give two nodes two instance ids; raise the sequence with"
                        + " every change"
                : "the last statement of " + key + " is signed by key " + conflict.knownKey() + ", this one by key "
                        + conflict.otherKey()
                        + ": sign with the same key; register with another only after a restart of"
                        + " the instance, which raises its epoch; give two nodes two instance ids";
    }

    /**
     * What is to be answered once it is durable.
     *
     * @param keyId who asks
     */
    private record Pending(CompletableFuture<Void> durable, Outcome outcome, String keyId) {
        /** With nothing to write. */
        static Pending none(Outcome outcome) {
            return new Pending(CompletableFuture.completedFuture(null), outcome, "");
        }
    }

    private Outcome await(Pending pending, long nanos) {
        try {
            pending.durable().get(nanos, TimeUnit.NANOSECONDS);
            return pending.outcome();
        } catch (ExecutionException failure) {
            return failure.getCause() instanceof SupersededException superseded
                    ? superseded(superseded, pending.keyId())
                    : unavailable();
        } catch (TimeoutException late) {
            return unavailable();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return unavailable();
        }
    }

    private Outcome unavailable() {
        return new Outcome.Refused(
                Problem.STORE_UNAVAILABLE,
                "not confirmed, so it may hold or not: send it again; lookups go on",
                pacing.later(retryAfter, leases.demand(), leases.terms().longestRenewal()));
    }

    /** What this registry would have answered, had it known what another one wrote. */
    private static Outcome superseded(SupersededException superseded, String keyId) {
        StoredLease known = superseded.known();
        Version last = known.version();
        return superseded.isConflict()
                ? Outcome.Refused.of(
                        Problem.CONFLICTING_KEY, conflict(known.key(), new Grant.Conflict(last.keyId(), keyId)))
                : Outcome.Refused.of(Problem.OLDER, older(known.key(), last.sequence()));
    }

    private static Pending refused(Problem problem, String detail) {
        return Pending.none(Outcome.Refused.of(problem, detail));
    }
}
