package io.cameldiscovery.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cameldiscovery.message.DiscoveryMessage;
import io.cameldiscovery.message.DiscoveryMessage.Query;
import io.cameldiscovery.message.DiscoveryMessage.Response;
import io.cameldiscovery.message.DiscoveryMessage.Statement;
import io.cameldiscovery.record.Endpoint;
import io.cameldiscovery.record.InstanceId;
import io.cameldiscovery.record.Sequence;
import io.cameldiscovery.record.ServiceRecord;
import io.cameldiscovery.token.EncryptionKeys;
import io.cameldiscovery.token.Inspection;
import io.cameldiscovery.token.NodeKey;
import io.cameldiscovery.token.SignatureEngine;
import io.cameldiscovery.token.TokenSigner;
import io.cameldiscovery.token.TokenVerifier;
import io.cameldiscovery.token.TrustFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A host that listens to the LAN and answers every query at once, with lies. It hears all that is said to the group, and
 * plays a registry as well, whose every lookup is answered so. Told by lines what to do:
 *
 * <ul>
 *   <li>{@code forge KEYFILE INSTANCE ENDPOINT}: answer queries with a fresh response of that instance, signed with that
 *       key
 *   <li>{@code say TOKEN}: answer queries and lookups with these very octets
 *   <li>{@code replay}: answer queries and lookups with every record heard until now
 *   <li>{@code silence}: answer nothing
 * </ul>
 *
 * <p>Prints {@code READY}, {@code HEARD type} for each record, {@code OBEYED} for each line and {@code ANSWERED} for each
 * query.
 */
public final class HostileResponder {

    private static final int PORT = 9797;
    private static final int REGISTRY_PORT = 9798;
    private static final String GROUP = "239.255.255.250";
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private final MulticastSocket socket;
    private final InetAddress ownAddress;
    private final TokenVerifier reader;
    private final Set<String> heard = new LinkedHashSet<>();
    private volatile Function<Query, Collection<String>> lies = query -> List.of();
    private volatile Collection<String> stored = List.of();

    private HostileResponder(MulticastSocket socket, InetAddress ownAddress, Path trust) {
        this.socket = socket;
        this.ownAddress = ownAddress;
        this.reader = new TokenVerifier(
                new TrustFile(trust, System::nanoTime),
                EncryptionKeys.none(),
                SignatureEngine.preferred(),
                Clock.systemUTC(),
                Duration.ZERO);
    }

    /** @param arguments the trust file of the site, which is public, and this host's address */
    public static void main(String[] arguments) throws IOException {
        InetAddress own = InetAddress.getByName(arguments[1]);
        try (MulticastSocket socket = new MulticastSocket(PORT)) {
            NetworkInterface face = NetworkInterface.getByInetAddress(own);
            socket.setNetworkInterface(face);
            socket.joinGroup(new InetSocketAddress(GROUP, 0), face);
            HostileResponder responder = new HostileResponder(socket, own, Path.of(arguments[0]));
            Thread listener = new Thread(responder::listen, "listener");
            listener.setDaemon(true);
            listener.start();
            HttpServer registry = HttpServer.create(new InetSocketAddress(REGISTRY_PORT), 0);
            registry.createContext("/", responder::answerLookup);
            registry.start();
            System.out.println("READY");
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                responder.obey(line.split(" "));
                System.out.println("OBEYED");
            }
            registry.stop(0);
        }
    }

    private void obey(String[] order) {
        switch (order[0]) {
            case "forge" -> lies = forger(Path.of(order[1]), new InstanceId(order[2]), Endpoint.parse(order[3]));
            case "say" -> repeat(List.of(order[1]));
            case "replay" -> repeat(heard());
            case "silence" -> repeat(List.of());
            default -> throw new IllegalArgumentException(order[0]);
        }
    }

    private void repeat(List<String> tokens) {
        lies = query -> tokens;
        stored = tokens;
    }

    private Function<Query, Collection<String>> forger(Path key, InstanceId instance, Endpoint endpoint) {
        TokenSigner signer = new TokenSigner(NodeKey.load(key), EncryptionKeys.none(), SignatureEngine.preferred());
        return query -> List.of(signer.sign(new Response(record(query, instance, endpoint), query.nonce())));
    }

    /** Newer than anything that the real instance says. */
    private static ServiceRecord record(Query query, InstanceId instance, Endpoint endpoint) {
        return new ServiceRecord(
                query.service(),
                instance,
                List.of(endpoint),
                PORT,
                new Sequence(Clock.systemUTC().instant().getEpochSecond() + 1, 7),
                Clock.systemUTC().instant(),
                Clock.systemUTC().instant().plus(LIFETIME),
                new TreeMap<>(),
                null);
    }

    private synchronized List<String> heard() {
        return List.copyOf(heard);
    }

    private void listen() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                socket.receive(packet);
                if (!packet.getAddress().equals(ownAddress)) {
                    hear(packet);
                }
            }
        } catch (IOException closed) {
            System.err.println(closed);
        }
    }

    private void hear(DatagramPacket packet) throws IOException {
        String token = new String(packet.getData(), 0, packet.getLength(), US_ASCII);
        if (!(reader.inspect(token) instanceof Inspection.Unverified unverified)) {
            return;
        }
        DiscoveryMessage message = unverified.message();
        if (message instanceof Query query) {
            answer(query, new InetSocketAddress(packet.getAddress(), packet.getPort()));
        } else if (message instanceof Statement && remember(token)) {
            System.out.println("HEARD " + message.type());
        }
    }

    private synchronized boolean remember(String token) {
        return heard.add(token);
    }

    private void answer(Query query, InetSocketAddress asker) throws IOException {
        Collection<String> tokens = lies.apply(query);
        for (String token : tokens) {
            byte[] octets = token.getBytes(US_ASCII);
            socket.send(new DatagramPacket(octets, octets.length, asker));
            socket.send(new DatagramPacket(octets, octets.length, new InetSocketAddress(GROUP, PORT)));
        }
        if (!tokens.isEmpty()) {
            System.out.println("ANSWERED");
        }
    }

    private void answerLookup(HttpExchange lookup) throws IOException {
        ObjectNode body = new ObjectMapper().createObjectNode();
        ArrayNode instances = body.putArray("instances");
        stored.forEach(token -> instances.addObject().put("token", token));
        byte[] octets = body.toString().getBytes(UTF_8);
        lookup.getResponseHeaders().set("Content-Type", "application/json");
        lookup.sendResponseHeaders(200, octets.length);
        lookup.getResponseBody().write(octets);
        lookup.close();
        System.out.println("ANSWERED");
    }
}
