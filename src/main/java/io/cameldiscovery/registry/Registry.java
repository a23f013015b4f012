package io.cameldiscovery.registry;

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

/**
 * Grants leases, ends them, drains instances, and says who is registered. It hands tokens on as they came: those who ask
 * verify them themselves. What changes something returns at once with a {@link Pending} outcome, which
 * {@link #awaitDurable} waits for. Thread-safe.
 */
public final class Registry {

    /** When those should try again, at the earliest, whom the store could not serve. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Leases leases;
    private final Duration storeTimeout;
    private final Duration retryAfter;
    private final Pacing pacing;

    /**
     * What is to be answered once it is durable.
     *
     * @param keyId who asks, or nobody
     */
    public record Pending(CompletableFuture<Void> durable, Outcome outcome, String keyId) {
        private static Pending refused(Outcome.Refused refusal) {
            return new Pending(CompletableFuture.completedFuture(null), refusal, "");
        }
    }

    /**
     * @param storeTimeout how long a request waits for the store, at most
     * @param retryAfter when those should try again whom the store could not serve
     */
    public Registry(Leases leases, Duration storeTimeout, Duration retryAfter) {
        this(leases, storeTimeout, retryAfter, Pacing.none(leases::now));
    }

    /**
     * @param storeTimeout how long a request waits for the store, at most
     * @param retryAfter when those should try again whom the store could not serve, at the earliest
     * @param pacing spreads registrations
     */
    public Registry(Leases leases, Duration storeTimeout, Duration retryAfter, Pacing pacing) {
        this.pacing = pacing;
        this.leases = leases;
        this.storeTimeout = storeTimeout;
        this.retryAfter = retryAfter;
    }

    /** The instance that a path names. @throws RefusedRequestException if these cannot be names */
    public static ServiceRecord.Key named(String service, String instance) throws RefusedRequestException {
        try {
            return new ServiceRecord.Key(new ServiceName(service), new InstanceId(instance));
        } catch (IllegalArgumentException notName) {
            throw new RefusedRequestException(Problem.BAD_NAME, String.valueOf(notName.getMessage()));
        }
    }

    /**
     * Refuses a registration while more come at once than are taken. Only what says something new takes room: nobody can
     * fill it with what anybody can send.
     */
    public void pace(TokenAdmission.Admitted admitted) throws RefusedRequestException {
        ServiceRecord record = admitted.record();
        if (leases.knows(record, admitted.keyId()) || pacing.takesNow(leases.demand())) {
            return;
        }
        Duration wait = pacing.defer(
                leases.demand(), leases.left(record.key()), leases.terms().longestRenewal());
        if (wait != null) {
            throw new RefusedRequestException(new Outcome.Refused(
                    Problem.BUSY, "come again when Retry-After says; what is registered stays so", wait));
        }
    }

    /** Registers an instance or renews its lease. @return {@link Outcome.Registered}, once it is durable */
    public Pending grant(TokenAdmission.Admitted admitted) throws RefusedRequestException {
        return pending(leases.grant(admitted.record(), admitted.token(), admitted.keyId()), admitted);
    }

    /**
     * Registers many instances or renews their leases, each as {@link #pace} and {@link #grant} would do. Their writes wait
     * for the store together and share its transactions.
     *
     * @return for each {@link Outcome.Registered}, once it is durable, or {@link Outcome.Refused}
     */
    public List<Pending> grantEach(List<TokenAdmission.Decision> decisions) {
        ArrayList<Pending> pending = new ArrayList<>(decisions.size());
        for (TokenAdmission.Decision decision : decisions) {
            pending.add(
                    decision instanceof TokenAdmission.Admitted admitted
                            ? paced(admitted)
                            : Pending.refused(((TokenAdmission.Rejected) decision).refusal()));
        }
        return pending;
    }

    private Pending paced(TokenAdmission.Admitted admitted) {
        try {
            pace(admitted);
            return grant(admitted);
        } catch (RefusedRequestException refused) {
            return Pending.refused(refused.refusal());
        }
    }

    /** Ends the lease of an instance that says goodbye. @return {@link Outcome.Withdrawn}, once it is durable */
    public Pending end(TokenAdmission.Admitted goodbye) throws RefusedRequestException {
        return pending(leases.end(goodbye.record(), goodbye.token(), goodbye.keyId()), goodbye);
    }

    private Pending pending(Grant grant, TokenAdmission.Admitted asked) throws RefusedRequestException {
        ServiceRecord.Key key = asked.record().key();
        if (grant instanceof Grant.Granted granted) {
            return new Pending(granted.durable(), registered(granted), asked.keyId());
        } else if (grant instanceof Grant.Ended ended) {
            return new Pending(ended.durable(), new Outcome.Withdrawn(key), asked.keyId());
        } else if (grant instanceof Grant.Older older) {
            throw new RefusedRequestException(Problem.OLDER, older(key, older.known()));
        } else if (grant instanceof Grant.Conflict conflict) {
            throw new RefusedRequestException(Problem.CONFLICTING_KEY, conflict(key, conflict));
        } else if (grant instanceof Grant.RegistryFull full) {
            throw new RefusedRequestException(Problem.REGISTRY_FULL, "it keeps at most " + full.limit() + " instances");
        }
        Grant.ServiceFull full = (Grant.ServiceFull) grant;
        throw new RefusedRequestException(
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
     * Takes an instance out of use that is registered, until that is taken back.
     *
     * @return {@link Outcome.Drained}, once it is durable
     */
    public Pending drain(ServiceRecord.Key key) throws RefusedRequestException {
        Drains.Wish wish = leases.drains().drain(key);
        if (wish instanceof Drains.Wish.Drained drained) {
            return new Pending(drained.durable(), new Outcome.Drained(drained.drain()), "");
        } else if (wish instanceof Drains.Wish.Full full) {
            throw new RefusedRequestException(
                    Problem.TOO_MANY_DRAINED, "it keeps at most " + full.limit() + " drained instances");
        }
        throw new RefusedRequestException(Problem.UNKNOWN_INSTANCE, "no instance " + key + " is registered");
    }

    /**
     * Takes an instance into use again. It need neither be drained nor registered.
     *
     * @return {@link Outcome.Undrained}, once it is durable
     */
    public Pending undrain(ServiceRecord.Key key) {
        return new Pending(leases.drains().undrain(key), new Outcome.Undrained(key), "");
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

    /**
     * Waits until the store has confirmed an outcome, or for its time-out. It holds the thread meanwhile: the HTTP server
     * gives each request one until it is answered, and to hand it to another one would only cost.
     */
    public Outcome awaitDurable(Pending pending) throws RefusedRequestException {
        Outcome outcome = await(pending, storeTimeout.toNanos());
        if (outcome instanceof Outcome.Refused refusal) {
            throw new RefusedRequestException(refusal);
        }
        return outcome;
    }

    /** The same for several, with one time-out for all; what is refused is among them. */
    public Outcome.Each awaitEach(List<Pending> pending) {
        long deadline = System.nanoTime() + storeTimeout.toNanos();
        return new Outcome.Each(pending.stream()
                .map(each -> await(each, deadline - System.nanoTime()))
                .toList());
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
            key = named(service, instance);
        } catch (RefusedRequestException notName) {
            return notName.refusal();
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
}
