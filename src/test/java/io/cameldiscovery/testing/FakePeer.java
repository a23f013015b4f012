package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Probe;
import io.cameldiscovery.message.DiscoveryMessage.Proof;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.message.Nonce;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceName;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.Inspection;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustFile;
import io.cameldiscovery.token.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * A hand-written twin of a node on plain sockets of the loopback interface: says what it is told to, and nothing of
 * itself, with a key that may be good, foreign or without the right to what it says.
 */
public final class FakePeer implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SignatureEngine ENGINE = SignatureEngine.preferred();
    private static final String GROUP = "239.255.255.250";

    private final String name;
    private final InetSocketAddress group;
    private final TokenSigner signer;
    private final TokenVerifier verifier;
    private final DatagramChannel groupSocket;
    private final DatagramChannel unicastSocket;
    private final InetSocketAddress address;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private final List<BiConsumer<FakePeer, Heard>> reactions = new CopyOnWriteArrayList<>();

    private ServerSocket streams;

    /**
     * A datagram that came.
     *
     * @param trusted whether it is signed by a key of the trust file
     */
    public record Heard(
            DiscoveryMessage message, String token, InetSocketAddress from, boolean byGroup, boolean trusted) {}

    FakePeer(TestLan lan, String name, Path key) {
        this.name = name;
        this.group = new InetSocketAddress(GROUP, lan.port());
        this.signer = new TokenSigner(NodeKey.load(key), EncryptionKeys.none(), ENGINE);
        this.verifier = new TokenVerifier(
                trustAsItIs(lan.trust()), EncryptionKeys.none(), ENGINE, Clock.systemUTC(), Duration.ofSeconds(30));
        try {
            NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
            groupSocket = DatagramChannel.open(StandardProtocolFamily.INET)
                    .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .setOption(StandardSocketOptions.SO_REUSEPORT, true)
                    .bind(new InetSocketAddress(lan.port()));
            groupSocket.join(group.getAddress(), loopback);
            unicastSocket = DatagramChannel.open(StandardProtocolFamily.INET)
                    .setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback)
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            address = (InetSocketAddress) unicastSocket.getLocalAddress();
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
        listen(groupSocket, true);
        listen(unicastSocket, false);
    }

    /** A trust file that is looked at each time: nodes and peers of a test come one by one. */
    private static TrustFile trustAsItIs(Path file) {
        AtomicLong seconds = new AtomicLong();
        return new TrustFile(file, () -> TimeUnit.SECONDS.toNanos(seconds.addAndGet(2)));
    }

    public String keyId() {
        return signer.keyId();
    }

    /** Where it sends from and is answered. */
    public InetSocketAddress address() {
        return address;
    }

    /** Does that with every message of that kind that comes. */
    public <M extends DiscoveryMessage> FakePeer whenHeard(Class<M> kind, BiConsumer<M, Heard> reaction) {
        reactions.add((peer, datagram) -> {
            if (kind.isInstance(datagram.message())) {
                reaction.accept(kind.cast(datagram.message()), datagram);
            }
        });
        return this;
    }

    /** Answers queries and probes with that record, as a server would, each time signed anew. */
    public FakePeer offering(ServiceRecord record) {
        return answeringQueries(record).answeringProbes(record);
    }

    public FakePeer answeringQueries(ServiceRecord record) {
        return whenHeard(Query.class, (query, heard) -> {
            if (query.service().equals(record.service())) {
                send(new Response(now(record), query.nonce()), heard.from());
            }
        });
    }

    public FakePeer answeringProbes(ServiceRecord record) {
        return whenHeard(Probe.class, (probe, heard) -> send(new Proof(now(record), probe.nonce()), heard.from()));
    }

    /** Answers probes over TCP with that record, at the port where it answers none by UDP. */
    public FakePeer answeringProbesByTcp(ServiceRecord record) {
        try {
            streams = new ServerSocket(address.getPort(), 50, address.getAddress());
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
        Thread listener = new Thread(() -> serve(streams, record), "peer-" + name + "-tcp");
        listener.setDaemon(true);
        listener.start();
        return this;
    }

    private void serve(ServerSocket listening, ServiceRecord record) {
        while (!listening.isClosed()) {
            try (Socket connection = listening.accept();
                    BufferedReader lines =
                            new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1))) {
                String token = lines.readLine();
                if (token != null
                        && verifier.inspect(token) instanceof Inspection.Unverified unverified
                        && unverified.message() instanceof Probe probe) {
                    String proof = sign(new Proof(now(record), probe.nonce())) + "\n";
                    connection.getOutputStream().write(proof.getBytes(ISO_8859_1));
                }
            } catch (IOException closed) {
                // The next one may come.
            }
        }
    }

    private static ServiceRecord now(ServiceRecord record) {
        return record.issuedAt(Instant.now(), record.lifetime());
    }

    public String sign(DiscoveryMessage message) {
        return signer.sign(message);
    }

    /** The message of a token that is signed by a key of the trust file. */
    public DiscoveryMessage read(String token) {
        return ((Verdict.Trusted) verifier.verify(token)).message();
    }

    public void send(DiscoveryMessage message, InetSocketAddress to) {
        send(sign(message), to);
    }

    public void sendToGroup(DiscoveryMessage message) {
        send(message, group);
    }

    public void sendToGroup(String datagram) {
        send(datagram, group);
    }

    public void send(String datagram, InetSocketAddress to) {
        try {
            unicastSocket.send(ByteBuffer.wrap(datagram.getBytes(ISO_8859_1)), to);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** The datagrams of that kind, in the order in which they came, each copy of them. */
    public List<Heard> heard(Class<? extends DiscoveryMessage> kind) {
        return heard.stream()
                .filter(datagram -> kind.isInstance(datagram.message()))
                .toList();
    }

    /** Those of them that were sent to this peer alone. */
    public List<Heard> heardAlone(Class<? extends DiscoveryMessage> kind) {
        return heard(kind).stream().filter(datagram -> !datagram.byGroup()).toList();
    }

    /** Those of them that were sent to everybody. */
    public List<Heard> heardByGroup(Class<? extends DiscoveryMessage> kind) {
        return heard(kind).stream().filter(Heard::byGroup).toList();
    }

    /** Those messages, each once. */
    public <M extends DiscoveryMessage> List<M> messages(Class<M> kind) {
        return heard(kind).stream()
                .map(Heard::message)
                .distinct()
                .map(kind::cast)
                .toList();
    }

    public static Query query(String service) {
        return query(service, Instant.now(), 0);
    }

    public static Query query(String service, Instant issued, int attempt) {
        return new Query(new ServiceName(service), nonce(), issued, attempt, List.of());
    }

    public static Nonce nonce() {
        return Nonce.random(RANDOM);
    }

    /** The same question, asked once more. */
    public static Query again(Query query) {
        return new Query(query.service(), query.nonce(), Instant.now(), query.attempt() + 1, query.known());
    }

    /** What this peer may state about itself: an instance of its name, probed at its unicast socket. */
    public ServiceRecord record(String service, String endpoint) {
        return record(service, endpoint, new Sequence(Instant.now().getEpochSecond(), 0));
    }

    public ServiceRecord record(String service, String endpoint, Sequence sequence) {
        Instant now = Instant.now();
        return new ServiceRecord(
                new ServiceName(service),
                new InstanceId(name),
                List.of(Endpoint.parse(endpoint)),
                address().getPort(),
                sequence,
                now,
                now.plusSeconds(90),
                ServiceRecord.metadata(Map.of()),
                null);
    }

    @Override
    public void close() {
        try {
            groupSocket.close();
            unicastSocket.close();
            if (streams != null) {
                streams.close();
            }
        } catch (IOException unusual) {
            throw new UncheckedIOException(unusual);
        }
    }

    private void listen(DatagramChannel socket, boolean byGroup) {
        Thread listener = new Thread(() -> receive(socket, byGroup), "peer-" + name + (byGroup ? "-group" : "-alone"));
        listener.setDaemon(true);
        listener.start();
    }

    private void receive(DatagramChannel socket, boolean byGroup) {
        ByteBuffer buffer = ByteBuffer.allocate(65_535);
        while (socket.isOpen()) {
            try {
                InetSocketAddress from = (InetSocketAddress) socket.receive(buffer.clear());
                byte[] bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
                if (from.getPort() != address().getPort()) {
                    take(bytes, from, byGroup);
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void take(byte[] bytes, InetSocketAddress from, boolean byGroup) {
        if (verifier.inspect(bytes) instanceof Inspection.Unverified unverified) {
            boolean trusted = verifier.verify(unverified) instanceof Verdict.Trusted;
            Heard datagram = new Heard(unverified.message(), unverified.token(), from, byGroup, trusted);
            heard.add(datagram);
            reactions.forEach(reaction -> reaction.accept(this, datagram));
        }
    }
}
