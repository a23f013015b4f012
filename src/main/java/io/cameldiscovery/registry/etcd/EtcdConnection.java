package io.cameldiscovery.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cameldiscovery.registry.store.UnusableStoreException;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Op;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to a cluster: requests go to its members in turn, and none waits for ever. Thread-safe. */
final class EtcdConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EtcdConnection.class);

    /** gRPC tells java.util.logging what the store says itself. Held here, or the level would be forgotten. */
    private static final java.util.logging.Logger GRPC = java.util.logging.Logger.getLogger("io.grpc");

    static {
        GRPC.setLevel(Level.SEVERE);
    }

    /** Beyond any page of leases and any group of changes. */
    private static final int MAX_MESSAGE = 64 << 20;

    /** gRPC allows no shorter interval; etcd refuses those under 5 s. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private final EtcdSettings settings;
    private final ExecutorService work;
    private Client client;
    private boolean closed;

    /**
     * @param work runs what jetcd has to do between its own threads
     * @throws UnusableStoreException if a certificate file cannot be used
     */
    EtcdConnection(EtcdSettings settings, ExecutorService work) {
        this.settings = settings;
        this.work = work;
        this.client = connect();
    }

    synchronized Client client() {
        return client;
    }

    /** Sends these operations as one transaction. */
    CompletableFuture<TxnResponse> commit(List<Op> operations) {
        try {
            return client().getKVClient()
                    .txn()
                    .Then(operations.toArray(new Op[0]))
                    .commit();
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /**
     * Opens a new connection. gRPC waits up to two minutes before it tries a member again that was long out of reach.
     */
    synchronized void renew() {
        if (!closed) {
            Client old = client;
            client = connect();
            close(old);
        }
    }

    private Client connect() {
        ClientBuilder builder = Client.builder()
                .endpoints(settings.endpoints())
                .executorService(work)
                // The store itself tries again, and knows what is safe to repeat.
                .retryMaxAttempts(0)
                .connectTimeout(settings.requestTimeout())
                .keepaliveTime(KEEP_ALIVE)
                .keepaliveTimeout(settings.requestTimeout())
                // etcd hangs up on those who ping an idle connection.
                .keepaliveWithoutCalls(false)
                .maxInboundMessageSize(MAX_MESSAGE)
                .interceptor(new Deadline(settings.requestTimeout()));
        if (settings.user() != null && settings.password() != null) {
            builder.user(ByteSequence.from(settings.user(), UTF_8))
                    .password(ByteSequence.from(settings.password(), UTF_8));
        }
        if (settings.isSecure()) {
            secure(builder);
        }
        return builder.build();
    }

    private void secure(ClientBuilder builder) {
        try {
            builder.sslContext(tls -> {
                if (settings.authority() != null) {
                    tls.trustManager(settings.authority().toFile());
                }
                if (settings.certificate() != null && settings.key() != null) {
                    tls.keyManager(
                            settings.certificate().toFile(), settings.key().toFile());
                }
            });
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new UnusableStoreException(
                    "The certificate files of discovery.registry.etcd cannot be used (" + unusable.getMessage()
                            + "): write PEM files, the key as PKCS #8 without a password",
                    unusable);
        }
    }

    private static void close(Client client) {
        try {
            client.close();
        } catch (RuntimeException failure) {
            LOG.debug("The connection to etcd was not closed cleanly", failure);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        close(client);
    }

    /** Ends every single request in time; streams last. */
    private record Deadline(Duration limit) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions call, Channel next) {
            boolean single = method.getType() == MethodDescriptor.MethodType.UNARY;
            return next.newCall(method, single ? call.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS) : call);
        }
    }
}
