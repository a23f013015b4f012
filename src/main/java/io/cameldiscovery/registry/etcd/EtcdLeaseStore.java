package io.cameldiscovery.registry.etcd;

import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.registry.store.DrainStore;
import io.cameldiscovery.registry.store.LeaseStore;
import io.cameldiscovery.registry.store.StoreUnavailableException;
import io.cameldiscovery.registry.store.StoredLease;
import io.cameldiscovery.registry.store.UnusableStoreException;
import io.cameldiscovery.timing.Jitter;
import io.cameldiscovery.timing.MonotonicClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps leases in an etcd cluster, which several registries may share. An acknowledged write is on the disks of a
 * majority of its members. Each instance has a key of its own.
 */
public final class EtcdLeaseStore implements LeaseStore {

    // What fails before etcd is asked looks to gRPC like a member that is away.
    private static final String OF_TLS =
            "; if it runs, discovery.registry.etcd.authority-file has to name who signed its"
                    + " members' certificates, and .certificate-file and .key-file a certificate of ours if they ask for one";

    private static final String OF_CLEAR_TEXT = "; with https:// if it runs and speaks TLS";

    /** Writes of different instances go side by side, so that they do not all wait for one answer. */
    private static final int WRITERS = 4;

    private final EtcdSettings settings;
    private final MonotonicClock clock;
    private final EtcdRetry retry;
    private final Jitter jitter = new Jitter(new Random());
    private final EtcdKeys keys;
    private final ExecutorService work;
    private final ScheduledExecutorService timer;
    private final ScheduledExecutorService reachTimer;
    private final EtcdConnection connection;
    private final EtcdReader reader;
    private final EtcdReach reach;
    private final OwnWrites own = new OwnWrites();
    private final EtcdDrainStore drains;
    private final EtcdRenewable renewable;
    private final List<EtcdWriter> writers = new ArrayList<>();
    private long loaded;
    private volatile @Nullable EtcdWatch watch;

    private EtcdLeaseStore(EtcdSettings settings, MonotonicClock clock, Clock wall) {
        this.settings = settings;
        this.clock = clock;
        this.retry = new EtcdRetry(settings.storeTimeout(), clock);
        this.keys = new EtcdKeys(settings.prefix());
        this.work = Executors.newCachedThreadPool(threads("discovery-etcd-"));
        this.timer = Executors.newSingleThreadScheduledExecutor(threads("discovery-etcd-watch-"));
        this.reachTimer = Executors.newSingleThreadScheduledExecutor(threads("discovery-etcd-reach-"));
        Duration limit = settings.requestTimeout().multipliedBy(2);
        try {
            this.connection = new EtcdConnection(settings, work);
        } catch (RuntimeException unusable) {
            work.shutdownNow();
            timer.shutdownNow();
            reachTimer.shutdownNow();
            throw unusable;
        }
        this.reader = new EtcdReader(connection, keys, limit);
        this.reach = new EtcdReach(connection, keys, retry, reachTimer, jitter);
        EtcdExpiry expiry = new EtcdExpiry(this::grant, settings.grace(), clock, wall);
        EtcdTransactions transactions = new EtcdTransactions(connection, keys, expiry, own, wall, limit);
        this.drains = new EtcdDrainStore(
                connection,
                keys,
                () -> read(reader::readDrains),
                reach,
                limit,
                settings.storeTimeout(),
                threads("discovery-etcd-drains-"));
        this.renewable = new EtcdRenewable(connection, settings.prefix(), limit);
        int capacity = Math.max(1, settings.queue() / WRITERS);
        for (int i = 1; i <= WRITERS; i++) {
            String name = "discovery-etcd-writer-" + i;
            writers.add(new EtcdWriter(name, transactions, reach, capacity, settings.storeTimeout()));
        }
    }

    /**
     * Prepares to use a cluster; nothing is sent yet.
     *
     * @throws UnusableStoreException if the certificate files cannot be used
     */
    public static EtcdLeaseStore open(EtcdSettings settings) {
        return open(settings, MonotonicClock.system(), Clock.systemUTC());
    }

    static EtcdLeaseStore open(EtcdSettings settings, MonotonicClock clock, Clock wall) {
        return new EtcdLeaseStore(settings, clock, wall);
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private long grant(long seconds) {
        return connection.client().getLeaseClient().grant(seconds).join().getID();
    }

    @Override
    public synchronized List<StoredLease> load() {
        EtcdReader.Snapshot snapshot = read(reader::readAll);
        loaded = snapshot.revision();
        return snapshot.leases();
    }

    private <T> T read(EtcdRetry.Request<T> reading) {
        try {
            return retry.make(reading, () -> true);
        } catch (EtcdFailure failure) {
            throw unusable(failure);
        }
    }

    private UnusableStoreException unusable(EtcdFailure failure) {
        String advice = failure.isOfAccess()
                ? "set discovery.registry.etcd.user and .password, and give that user the right to read and write "
                        + settings.prefix() + "/"
                : "start it, or set discovery.registry.etcd.endpoints" + (settings.isSecure() ? OF_TLS : OF_CLEAR_TEXT);
        return new UnusableStoreException(
                "The etcd cluster at " + settings.endpoints() + " cannot be read (" + reason(failure) + "): " + advice,
                failure);
    }

    /** gRPC tries again until the time is over, and does not say why it had to. */
    private String reason(EtcdFailure failure) {
        boolean refused =
                failure.isOfConnection() && settings.endpoints().stream().allMatch(this::refuses);
        return refused ? "connection refused" : String.valueOf(failure.getMessage());
    }

    private boolean refuses(URI endpoint) {
        try (Socket socket = new Socket()) {
            InetSocketAddress address = new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
            socket.connect(address, Math.toIntExact(settings.requestTimeout().toMillis()));
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException another) {
            return false;
        }
    }

    @Override
    public CompletableFuture<Void> save(StoredLease lease) {
        return write(lease.key(), lease);
    }

    @Override
    public CompletableFuture<Void> remove(Collection<ServiceRecord.Key> keys) {
        return CompletableFuture.allOf(
                keys.stream().map(key -> write(key, null)).toArray(CompletableFuture[]::new));
    }

    @Override
    public DrainStore drains() {
        return drains;
    }

    private CompletableFuture<Void> write(ServiceRecord.Key key, @Nullable StoredLease lease) {
        EtcdWriter.Write write = new EtcdWriter.Write(key, lease, own.followed(), new CompletableFuture<>());
        writers.get(Math.floorMod(key.hashCode(), WRITERS)).submit(write);
        return write.done();
    }

    @Override
    public synchronized void watch(Listener listener) {
        EtcdWatch started = new EtcdWatch(
                connection,
                keys,
                reader,
                own,
                listener,
                drains,
                timer,
                loaded,
                settings.requestTimeout(),
                clock,
                jitter);
        watch = started;
        started.start();
    }

    @Override
    public CompletableFuture<Void> saveRenewableUntil(Instant moment) {
        return reach.isInReach()
                ? renewable.save(moment)
                : CompletableFuture.failedFuture(new StoreUnavailableException("etcd cannot be written to"));
    }

    @Override
    public Instant renewableUntil() {
        return read(renewable::read);
    }

    @Override
    public boolean isInReach() {
        EtcdWatch following = watch;
        return reach.isInReach() && (following == null || !following.isBroken());
    }

    @Override
    public synchronized void close() {
        writers.forEach(EtcdWriter::close);
        drains.close();
        EtcdWatch following = watch;
        if (following != null) {
            following.close();
        }
        timer.shutdownNow();
        reachTimer.shutdownNow();
        connection.close();
        work.shutdownNow();
    }
}
